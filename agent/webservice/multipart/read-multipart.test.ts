import { expect, test } from '@jest/globals';
import { MultipartError } from './multipart-error.js';
import { boundaryOf, readMultipart } from './read-multipart.js';

async function* pieces(text: string, length: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text, 'latin1');
  for (let i = 0; i < bytes.length; i += length) yield bytes.subarray(i, i + length);
}

interface ReadPart {
  name: string;
  filename?: string;
  text: string;
}

async function read(text: string, length = 7): Promise<ReadPart[]> {
  const parts: ReadPart[] = [];
  for await (const { name, filename, content } of readMultipart(pieces(text, length), 'b-1')) {
    let all = '';
    for await (const piece of content) all += piece.toString('latin1');
    parts.push({ name, ...(filename !== undefined && { filename }), text: all });
  }
  return parts;
}

const part = (disposition: string, content: string) =>
  `--b-1\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;

test('a form is the same however it is cut', async () => {
  const tricky = 'x\r\n--b-\r\n--b\r\n\r--b-1 \0';
  const form =
    'preamble\r\n' +
    part('name="itemid"', '0') +
    part('name=f; filename="C:\\\\fake\\\\a \\"b\\".csv"\r\nContent-Type: text/csv', tricky) +
    part('name="empty"; filename=""', '') +
    '--b-1--\r\nepilogue';
  const expected = [
    { name: 'itemid', text: '0' },
    { name: 'f', filename: 'a "b".csv', text: tricky },
    { name: 'empty', filename: '', text: '' },
  ];
  for (let length = 1; length <= form.length; length += length < 40 ? 1 : 50)
    expect(await read(form, length)).toEqual(expected);
});

test('what is not read of a part is passed over', async () => {
  const form = part('name="a"', 'x'.repeat(500)) + part('name="b"', 'y') + '--b-1--';
  const names: string[] = [];
  for await (const { name, content } of readMultipart(pieces(form, 50), 'b-1')) {
    names.push(name);
    for await (const _ of content) break;
  }
  expect(names).toEqual(['a', 'b']);
});

test.each([
  ['ends in a part', part('name="a"', 'x').slice(0, -4), 400],
  ['ends without its last boundary', part('name="a"', 'x'), 400],
  ['has a part without a name', part('filename="a"', 'x') + '--b-1--', 400],
  ['has a part that is none of a form', '--b-1\r\nContent-Type: text/plain\r\n\r\nx\r\n--b-1--', 400],
  ['repeats a header', part('name="a"\r\nContent-Disposition: form-data; name="b"', 'x') + '--b-1--', 400],
  ['has a header without an end', `--b-1\r\nX: ${'y'.repeat(20_000)}`, 413],
  ['has too many parts', part('name="a"', '').repeat(1001) + '--b-1--', 413],
  ['is none', 'x'.repeat(100_000), 400],
])('a form that %s is refused', async (_what, form, status) => {
  const error = await read(form, 2048).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MultipartError);
  expect(error).toMatchObject({ status });
});

test('the boundary is read from the content type', () => {
  expect(boundaryOf('multipart/form-data; boundary=----x1')).toBe('----x1');
  expect(boundaryOf('Multipart/Form-Data; charset=utf-8; Boundary="a b"')).toBe('a b');
  for (const type of [
    'multipart/form-data',
    'multipart/form-data; boundary="é"',
    'multipart/mixed; boundary=a',
  ])
    expect(() => boundaryOf(type)).toThrow(MultipartError);
});
