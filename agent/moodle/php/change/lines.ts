/** Makes lines of what a program prints, as plain text that a log can keep. */
import { StringDecoder } from 'node:string_decoder';

/** Characters; what a line has beyond them is left out. */
const LINE_LIMIT = 4_000;

/** @returns what takes each chunk of a stream; `null` at its end */
export function lines(onLine: (line: string) => void): (chunk: Buffer | null) => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const give = (line: string) => {
    // Markup goes, and whatever a terminal would take for a command.
    // eslint-disable-next-line no-control-regex -- they are what is looked for
    const text = line.replace(/<[^>]*>/g, '').replace(/[\x00-\x08\x0b-\x1f\x7f]/g, '');
    if (text.trim() !== '') onLine(text.trimEnd().slice(0, LINE_LIMIT));
  };
  return (chunk) => {
    const parts = (rest + (chunk === null ? decoder.end() : decoder.write(chunk))).split(/\r\n|\n|\r/);
    rest = chunk === null ? '' : parts.pop()!.slice(0, LINE_LIMIT);
    for (const part of parts) give(part);
  };
}
