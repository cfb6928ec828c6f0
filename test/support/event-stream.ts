/** Reads the panel's event stream, so that a test waits for what it was promised and never for the clock. */
import type { PanelEvent } from '../../contract/panel/events.js';

export class EventStream {
  private readonly seen: PanelEvent[] = [];
  private readonly waiting: {
    wanted: (event: PanelEvent) => boolean;
    resolve: (event: PanelEvent) => void;
  }[] = [];
  private readonly controller = new AbortController();
  private reading: Promise<void> = Promise.resolve();

  /** Resolves once the panel has begun to answer: later events are not missed. */
  static async open(panelUrl: string, token: string): Promise<EventStream> {
    const stream = new EventStream();
    const response = await fetch(`${panelUrl}/api/v1/events`, {
      headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
      signal: stream.controller.signal,
    });
    if (!response.ok || !response.body) throw new Error(`GET /events: ${response.status}`);
    stream.reading = stream.read(response.body).catch(() => undefined);
    return stream;
  }

  /** The first event, seen already or yet to come, that is wanted. The test's own time limit ends the wait. */
  until(wanted: (event: PanelEvent) => boolean): Promise<PanelEvent> {
    const found = this.seen.find(wanted);
    return found ? Promise.resolve(found) : new Promise((resolve) => this.waiting.push({ wanted, resolve }));
  }

  /** Everything seen so far. */
  get events(): readonly PanelEvent[] {
    return this.seen;
  }

  async close(): Promise<void> {
    this.controller.abort();
    await this.reading;
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) this.take(block);
    }
  }

  private take(block: string): void {
    const lines = block.split('\n');
    const type = lines
      .find((line) => line.startsWith('event:'))
      ?.slice(6)
      .trim();
    const data = lines
      .filter((line) => line.startsWith('data:'))
      .map((line) => line.slice(5))
      .join('\n');
    if (!type || !data) return;
    const event = { type, data: JSON.parse(data) } as PanelEvent;
    this.seen.push(event);
    for (const waiter of this.waiting.filter((each) => each.wanted(event))) {
      this.waiting.splice(this.waiting.indexOf(waiter), 1);
      waiter.resolve(event);
    }
  }
}
