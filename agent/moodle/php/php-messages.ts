/**
 * Finds our messages in what PHP prints. A message is one line that begins with the run's random token; notices, HTML
 * and whatever else plugins print before, between and after are noise.
 */
import { z } from 'zod';

const message = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), fraction: z.number(), message: z.string().optional() }),
  z.object({ type: z.literal('log'), message: z.string() }),
  z.object({ type: z.literal('result'), result: z.unknown() }),
  z.object({
    type: z.literal('error'),
    kind: z.enum(['unavailable', 'aborted', 'not-found', 'bad-archive', 'moodle']),
    message: z.string(),
  }),
]);
export type PhpMessage = z.infer<typeof message>;

/** Longest message that is believed, in bytes. */
const MESSAGE_LIMIT = 4 * 1024 * 1024;
/** How much noise is kept for the task's log, in characters. */
const NOISE_LIMIT = 8 * 1024;

export class PhpMessageReader {
  private line: Buffer[] = [];
  private lineLength = 0;
  private tail = '';

  /** `token` as PHP was told it; `onMessage` is called in the order of the lines. */
  constructor(
    private readonly token: string,
    private readonly onMessage: (message: PhpMessage) => void,
  ) {}

  /** Takes what came on standard output. */
  push(chunk: Buffer): void {
    let from = 0;
    for (let to = chunk.indexOf(10); to !== -1; to = chunk.indexOf(10, from)) {
      this.collect(chunk.subarray(from, to));
      this.endLine();
      from = to + 1;
    }
    this.collect(chunk.subarray(from));
  }

  /** Takes noise from elsewhere: standard error. */
  pushNoise(text: string): void {
    this.tail = (this.tail + text).slice(-NOISE_LIMIT);
  }

  /** The last of the noise, in plain text without markup. */
  noise(): string {
    this.endLine();
    return this.tail
      .replace(/<[^>]*>/g, ' ')
      .replace(/\n\s*\n+/g, '\n')
      .trim();
  }

  private collect(part: Buffer): void {
    if (part.length === 0) return;
    this.lineLength += part.length;
    // A line beyond the limit is noise; its end is enough.
    if (this.lineLength > MESSAGE_LIMIT) this.line = [Buffer.from(part.subarray(-NOISE_LIMIT))];
    else this.line.push(Buffer.from(part));
  }

  private endLine(): void {
    const text = Buffer.concat(this.line).toString('utf8');
    const tooLong = this.lineLength > MESSAGE_LIMIT;
    this.line = [];
    this.lineLength = 0;
    if (text === '') return;
    const found =
      tooLong || !text.startsWith(`${this.token} `) ? null : parse(text.slice(this.token.length + 1));
    if (found) this.onMessage(found);
    else this.pushNoise(text + '\n');
  }
}

function parse(json: string): PhpMessage | null {
  try {
    return message.safeParse(JSON.parse(json)).data ?? null;
  } catch {
    return null;
  }
}
