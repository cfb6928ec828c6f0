/** A file of any size that is nowhere: each byte follows from its place. */
import { createHash, hash } from 'node:crypto';
import { Readable } from 'node:stream';

/** A prime, so that no two pieces are alike. */
const PERIOD = 65_521;

export class FakeFile {
  readonly sha256: string;
  private readonly pattern: Buffer;

  /** @param seed another one is another content */
  constructor(
    readonly size: number,
    seed = 1,
  ) {
    const block = Buffer.concat(
      Array.from({ length: Math.ceil(PERIOD / 32) }, (_, i) => hash('sha256', `${seed}:${i}`, 'buffer')),
    ).subarray(0, PERIOD);
    this.pattern = Buffer.concat([block, block]);
    const whole = createHash('sha256');
    for (const part of this.parts(0, size)) whole.update(part);
    this.sha256 = whole.digest('hex');
  }

  /** @param end exclusive */
  stream(start: number, end: number): Readable {
    return Readable.from(this.parts(start, end), { objectMode: false });
  }

  private *parts(start: number, end: number): Generator<Buffer> {
    for (let at = start; at < end;) {
      const length = Math.min(PERIOD, end - at);
      yield this.pattern.subarray(at % PERIOD, (at % PERIOD) + length);
      at += length;
    }
  }
}
