/** Reads `multipart/form-data` (RFC 7578) as it comes: a part's content is never whole in memory. */
import { MultipartError } from './multipart-error.js';
import { parsePartHeaders, type PartHeaders } from './part-headers.js';

export interface Part extends PartHeaders {
  /** To be read once; what is left of it is passed over before the next part. */
  content: AsyncGenerator<Buffer, void>;
}

const HEADERS_LIMIT = 8 * 1024;
const PARTS_LIMIT = 1000;
/** Bytes before the first boundary, which nobody needs. */
const PREAMBLE_LIMIT = 1024;
/** Bytes behind the last boundary, which nobody needs either. */
const AFTER_LIMIT = 64 * 1024;

/**
 * The boundary that a content type names.
 * @throws MultipartError when it names none, or none that RFC 2046 allows
 */
export function boundaryOf(contentType: string): string {
  const found = /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/is.exec(
    contentType,
  );
  const boundary = found?.[1] ?? found?.[2];
  if (boundary === undefined || !/^[\w'()+,./:=? -]*[\w'()+,./:=?-]$/.test(boundary))
    throw new MultipartError('The form names no boundary.');
  return boundary;
}

/**
 * The parts in their order.
 * @throws MultipartError when the body is damaged, ends too early, or has too many or too long headers
 */
export async function* readMultipart(
  source: AsyncIterable<Buffer>,
  boundary: string,
): AsyncGenerator<Part, void> {
  const input = new Input(source);
  try {
    const delimiter = Buffer.from(`\r\n--${boundary}`);
    // The very first boundary has no line before it.
    input.unread(Buffer.from('\r\n'));
    for await (const chunk of input.until(delimiter)) {
      if (chunk.length > PREAMBLE_LIMIT)
        throw new MultipartError('The form does not begin with its boundary.');
    }
    for (let parts = 0; await anotherPart(input); parts++) {
      if (parts === PARTS_LIMIT) throw new MultipartError(`At most ${PARTS_LIMIT} parts are taken.`, 413);
      const headers = parsePartHeaders(await input.line('\r\n\r\n', HEADERS_LIMIT));
      input.atDelimiter = false;
      yield { ...headers, content: input.until(delimiter) };
      // Whoever has read it may have stopped in the middle.
      while (!input.atDelimiter) for await (const _ of input.until(delimiter));
    }
    await input.end(AFTER_LIMIT);
  } finally {
    await input.close();
  }
}

/** Behind a boundary stands `--` at the end of the form, or the end of the line. */
async function anotherPart(input: Input): Promise<boolean> {
  const rest = await input.peek(2);
  if (rest.toString('latin1') === '--') return false;
  const padding = await input.line('\r\n', 256);
  if (padding.trim() !== '') throw new MultipartError('A boundary of the form is damaged.');
  return true;
}

class Input {
  readonly #chunks: AsyncIterator<Buffer>;
  #buffer: Buffer = Buffer.alloc(0);
  /** False while something of a part is left. */
  atDelimiter = true;

  constructor(source: AsyncIterable<Buffer>) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  /** Reads to the end: a request whose end nobody has read keeps its connection busy. */
  async end(limit: number): Promise<void> {
    let left = limit - this.#buffer.length;
    for (;;) {
      const { done, value } = await this.#chunks.next();
      if (done) return;
      if ((left -= value.length) < 0) throw new MultipartError('The form goes on behind its end.');
    }
  }

  /** Ends the reading; what that means for a stream is the stream's to say (`destroyOnReturn`). */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  unread(bytes: Buffer): void {
    this.#buffer = Buffer.concat([bytes, this.#buffer]);
  }

  /** @throws MultipartError at the end of the source */
  async #more(): Promise<void> {
    const { done, value } = await this.#chunks.next();
    if (done) throw new MultipartError('The form ends too early.');
    this.#buffer = this.#buffer.length === 0 ? value : Buffer.concat([this.#buffer, value]);
  }

  async peek(length: number): Promise<Buffer> {
    while (this.#buffer.length < length) await this.#more();
    return this.#buffer.subarray(0, length);
  }

  /** The text up to `end`, which is passed over. */
  async line(end: string, limit: number): Promise<string> {
    for (;;) {
      const at = this.#buffer.indexOf(end);
      if (at > limit || (at === -1 && this.#buffer.length > limit + end.length))
        throw new MultipartError('A header of the form is too long.', 413);
      if (at !== -1) {
        const text = this.#buffer.toString('utf8', 0, at);
        this.#buffer = this.#buffer.subarray(at + end.length);
        return text;
      }
      await this.#more();
    }
  }

  /** What comes before `delimiter`, in pieces; the delimiter is passed over. */
  async *until(delimiter: Buffer): AsyncGenerator<Buffer, void> {
    this.atDelimiter = false;
    for (;;) {
      const at = this.#buffer.indexOf(delimiter);
      if (at !== -1) {
        const piece = this.#buffer.subarray(0, at);
        this.#buffer = this.#buffer.subarray(at + delimiter.length);
        this.atDelimiter = true;
        if (piece.length > 0) yield piece;
        return;
      }
      // The delimiter may have begun in the last bytes.
      const safe = this.#buffer.length - (delimiter.length - 1);
      if (safe > 0) {
        const piece = this.#buffer.subarray(0, safe);
        this.#buffer = this.#buffer.subarray(safe);
        yield piece;
      }
      await this.#more();
    }
  }
}
