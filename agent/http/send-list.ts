/** Sends a list of any length as JSON without ever holding it whole. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** Characters gathered before they are written. */
const PIECE = 32 * 1024;

/**
 * Writes `{"<name>":[…],"<countName>":n}`. An error before the first row is thrown with nothing sent; a later one cuts
 * the connection, so that half a list is never taken for a whole one.
 */
export async function sendList(
  res: Response,
  name: string,
  countName: string,
  rows: AsyncIterableIterator<unknown>,
): Promise<void> {
  const first = await rows.next();
  res.type('json');
  try {
    await pipeline(Readable.from(pieces(name, countName, first, rows), { highWaterMark: 2 }), res);
  } catch (error) {
    // The client hung up: nobody is left to be told.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  } finally {
    await rows.return?.();
  }
}

async function* pieces(
  name: string,
  countName: string,
  first: IteratorResult<unknown>,
  rows: AsyncIterableIterator<unknown>,
): AsyncGenerator<string> {
  let text = `{${JSON.stringify(name)}:[`;
  let count = 0;
  for (let row = first; !row.done; row = await rows.next()) {
    text += (count++ > 0 ? ',' : '') + JSON.stringify(row.value);
    if (text.length >= PIECE) {
      yield text;
      text = '';
    }
  }
  yield `${text}],${JSON.stringify(countName)}:${count}}`;
}
