import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CsvRefused, MAX_RECORD, MAX_RECORDS, readCsv } from './read-csv.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-csv-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(content: string | Buffer): Promise<(string | number)[][]> {
  const file = join(folder, 'x.csv');
  await writeFile(file, content);
  const records: (string | number)[][] = [];
  for await (const { line, cells } of readCsv(file)) records.push([line, ...cells]);
  return records;
}

describe('a CSV file', () => {
  test.each([
    ['a comma', 'a,b\n1,2\n'],
    ['a semicolon, and commas in the text', 'a;b\r\n1;2\r\n'],
    ['a tab, and no end of the last line', 'a\tb\n1\t2'],
    ['a byte order mark, and carriage returns alone', '\uFEFFa,b\r1,2\r'],
    ['quotes around everything', '"a","b"\n"1","2"\n'],
  ])('is read with %s', async (_, text) => {
    expect(await read(text)).toEqual([
      [1, 'a', 'b'],
      [2, '1', '2'],
    ]);
  });

  test('may have quotes, separators and line breaks in its cells, and empty lines between rows', async () => {
    expect(await read('name,text\n\n"Ø, ""x""","two\r\nlines"\nnext,\n , \nlast,""\n')).toEqual([
      [1, 'name', 'text'],
      [3, 'Ø, "x"', 'two\r\nlines'],
      [5, 'next', ''],
      [7, 'last', ''],
    ]);
  });

  test('is read alike however its bytes are cut into pieces', async () => {
    const long = 'ž'.repeat(40_000);
    expect(await read(`a,b\n"${long}","${long}\n"\n1,${long}\n`)).toEqual([
      [1, 'a', 'b'],
      [2, long, `${long}\n`],
      [4, '1', long],
    ]);
  });

  test.each([
    ['an open quote', 'a,b\n1,"2\n3,4\n', 'Line 2: a quoted cell that begins in this row is never closed.'],
    ['text behind a quote', 'a,b\n"1"x,2\n', 'Line 2: there is text behind the closing quote of a cell.'],
    ['a quote in the middle', 'a,b\n1,2"\n', 'Line 2: there is a quote inside of a cell that is not quoted.'],
    ['another encoding', Buffer.from([0x61, 0x0a, 0xe9, 0x0a]), 'the file is not in UTF-8'],
    ['no text', 'a,b\n\0,1\n', 'Line 2: this is no text.'],
    [
      'an endless row',
      `a,b\n1,${'x'.repeat(MAX_RECORD)}\n`,
      'Line 2: the row has more than 100000 characters.',
    ],
    ['too many rows', 'a\n'.repeat(MAX_RECORDS + 1), 'more than 50000 rows'],
  ])('is refused for %s', async (_, content, message) => {
    const reading = read(content);
    await expect(reading).rejects.toThrow(CsvRefused);
    await expect(reading).rejects.toThrow(message);
  });
});
