/** Lets a stream of exactly so many bytes through; one that is shorter or longer ends with an error. */
import { Transform } from 'node:stream';

export class WrongLength extends Error {
  constructor(
    readonly expected: number,
    /** Bytes that came; of a stream that is too long those until it was noticed. */
    readonly got: number,
  ) {
    super(
      got < expected ? `It ended after ${got} of ${expected} bytes.` : `It is longer than ${expected} bytes.`,
    );
    this.name = 'WrongLength';
  }
}

export function exactLength(expected: number): Transform {
  let got = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      got += chunk.length;
      if (got > expected) done(new WrongLength(expected, got));
      else done(null, chunk);
    },
    flush(done) {
      done(got < expected ? new WrongLength(expected, got) : null);
    },
  });
}
