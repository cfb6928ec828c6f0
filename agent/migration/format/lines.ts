/** Cuts a stream of bytes into lines of bounded length. */

/** A line is longer than may be. */
export class LineTooLong extends Error {
  constructor(readonly line: number) {
    super(`Line ${line} is too long.`);
    this.name = 'LineTooLong';
  }
}

const NEWLINE = 0x0a;

/**
 * The lines without their ends; the last may lack its own.
 * @param limit bytes of a line
 * @throws LineTooLong as soon as so many bytes have come without an end
 */
export async function* linesOf(source: AsyncIterable<Buffer>, limit: number): AsyncGenerator<Buffer> {
  let begun: Buffer[] = [];
  let length = 0;
  let line = 1;
  const add = (part: Buffer) => {
    length += part.length;
    if (length > limit) throw new LineTooLong(line);
    begun.push(part);
  };
  for await (const piece of source) {
    let from = 0;
    for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, from)) {
      add(piece.subarray(from, at));
      yield begun.length === 1 ? begun[0]! : Buffer.concat(begun);
      begun = [];
      length = 0;
      line += 1;
      from = at + 1;
    }
    if (from < piece.length) add(piece.subarray(from));
  }
  if (length > 0) yield Buffer.concat(begun);
}
