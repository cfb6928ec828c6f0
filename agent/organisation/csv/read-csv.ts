/** Reads comma-separated values as RFC 4180 has them, record by record, from UTF-8 with or without a byte order mark. */
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { TaskFailure } from '../../tasks/handler.js';

/** Bytes of a file at most. */
export const MAX_BYTES = 32 * 1024 * 1024;
/** Records at most, the header counted. */
export const MAX_RECORDS = 50_001;
/** Characters of a record at most. */
export const MAX_RECORD = 100_000;
/** Bytes in which the header's separator is looked for. */
const HEAD = 64 * 1024;
const separators = [',', ';', '\t'] as const;

export interface CsvRecord {
  /** On which it begins, from 1; a quoted cell may go on over several. */
  line: number;
  cells: string[];
}

/** The file cannot be read on; the message names the line where there is one. */
export class CsvRefused extends TaskFailure {}

export class CsvTooLarge extends CsvRefused {}

const refused = (line: number, message: string) => new CsvRefused(`Line ${line}: ${message}`);

/**
 * The records with something in them. The separator (`,`, `;` or a tab) is the one that the first line has most of.
 * @throws CsvRefused for what is no text, is too large, or has its quotes wrong
 */
export async function* readCsv(path: string, signal?: AbortSignal): AsyncGenerator<CsvRecord> {
  const { size } = await stat(path);
  if (size > MAX_BYTES) throw new CsvTooLarge(`The file is larger than ${MAX_BYTES / 1024 / 1024} MiB.`);
  const parser = new CsvParser(await separatorOf(path));
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (chunk?: Buffer) => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw refused(parser.line, 'the file is not in UTF-8: save it as UTF-8 and try again.');
    }
  };
  let records = 0;
  const counted = (found: CsvRecord[]) => {
    records += found.length;
    if (records > MAX_RECORDS) throw new CsvRefused(`The file has more than ${MAX_RECORDS - 1} rows.`);
    return found;
  };
  for await (const chunk of createReadStream(path, { signal })) {
    yield* counted(parser.push(decode(chunk as Buffer)));
  }
  yield* counted([...parser.push(decode()), ...parser.end()]);
}

async function separatorOf(path: string): Promise<string> {
  const file = await open(path);
  let head: string;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    head = buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
  const unquoted = head.replace(/"(?:[^"]|"")*"/g, '');
  const first = unquoted.replace(/^\uFEFF?\s*/, '').split(/[\r\n]/, 1)[0] ?? '';
  const count = (separator: string) => first.split(separator).length;
  return separators.reduce((best, next) => (count(next) > count(best) ? next : best));
}

/** Takes text in pieces of any size. */
class CsvParser {
  /** Of the next character. */
  line = 1;
  #state: 'start' | 'plain' | 'quoted' | 'closing' = 'start';
  #record: CsvRecord = { line: 1, cells: [] };
  #cell = '';
  #length = 0;
  #afterCr = false;

  constructor(private readonly separator: string) {}

  push(text: string): CsvRecord[] {
    const done: CsvRecord[] = [];
    for (const c of text) {
      const halfOfBreak = c === '\n' && this.#afterCr;
      this.#afterCr = c === '\r';
      if (c === '\0') throw refused(this.line, 'this is no text.');
      if ((this.#length += 1) > MAX_RECORD)
        throw refused(this.#record.line, `the row has more than ${MAX_RECORD} characters.`);
      if (this.#state === 'quoted') {
        if (c === '"') this.#state = 'closing';
        else this.#cell += c;
      } else if (!halfOfBreak) this.#outside(c, done);
      if ((c === '\n' && !halfOfBreak) || c === '\r') this.line += 1;
      if (this.#state === 'start' && this.#cell === '' && this.#record.cells.length === 0)
        this.#record.line = this.line;
    }
    return done;
  }

  /** What is left where the last line has no end. */
  end(): CsvRecord[] {
    if (this.#state === 'quoted')
      throw refused(this.#record.line, 'a quoted cell that begins in this row is never closed.');
    const done: CsvRecord[] = [];
    this.#endRecord(done);
    return done;
  }

  #outside(c: string, done: CsvRecord[]): void {
    if (c === '\n' || c === '\r') this.#endRecord(done);
    else if (c === this.separator) this.#endCell();
    else if (c === '"') this.#quote();
    else if (this.#state === 'closing')
      throw refused(this.line, 'there is text behind the closing quote of a cell.');
    else {
      this.#state = 'plain';
      this.#cell += c;
    }
  }

  #quote(): void {
    if (this.#state === 'plain')
      throw refused(this.line, 'there is a quote inside of a cell that is not quoted.');
    // Two quotes in a quoted cell stand for one.
    if (this.#state === 'closing') this.#cell += '"';
    this.#state = 'quoted';
  }

  #endCell(): void {
    this.#record.cells.push(this.#cell);
    this.#cell = '';
    this.#state = 'start';
  }

  #endRecord(done: CsvRecord[]): void {
    this.#endCell();
    if (this.#record.cells.some((cell) => cell.trim() !== '')) done.push(this.#record);
    this.#record = { line: this.line + 1, cells: [] };
    this.#length = 0;
  }
}
