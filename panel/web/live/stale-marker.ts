/** Asks for cached answers again, at most once in a while per key, however many events say so. */
import type { QueryClient, QueryKey } from '@tanstack/react-query';

export class StaleMarker {
  readonly #waiting = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(
    private readonly client: QueryClient,
    /** Milliseconds that marks of one key are gathered. */
    private readonly pause = 1_000,
  ) {}

  mark(key: QueryKey): void {
    const name = JSON.stringify(key);
    if (this.#waiting.has(name)) return;
    const timer = setTimeout(() => this.#send(name, key), this.pause);
    this.#waiting.set(name, timer);
  }

  stop(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }

  #send(name: string, key: QueryKey): void {
    this.#waiting.delete(name);
    void this.client.invalidateQueries({ queryKey: key });
  }
}
