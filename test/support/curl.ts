/** Runs a `curl` line of the documentation as it is written there, for tests on machines that may have no curl. */
import { basename } from 'node:path';
import { readFile } from 'node:fs/promises';

export interface CurlReply {
  status: number;
  headers: Headers;
  body: Buffer;
  text: string;
  /** @throws where the answer is no JSON */
  json(): unknown;
}

/** Words of a shell line: quotes, backslash at a line's end, prompts (`$`, `>`) at a line's beginning; ends at `|` and `>`. */
export function shellWords(line: string): string[] {
  const joined = line.replace(/\\\n\s*(> )?/g, ' ').replace(/^\s*\$ /, '');
  const words: string[] = [];
  for (const [token, single, double, bare] of joined.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)) {
    if (token === '|' || token === '>') break;
    words.push(single ?? double ?? bare ?? '');
  }
  return words;
}

/** Understands a URL, `-X`, `--data` and `-F name=@file`, which is all that these lines use. @param folder of the files */
export async function curl(line: string, folder = '.'): Promise<CurlReply> {
  const words = shellWords(line);
  if (words.shift() !== 'curl') throw new Error(`No curl line: ${line}`);
  let url: string | undefined;
  let method: string | undefined;
  const data: string[] = [];
  const form = new FormData();
  let hasForm = false;
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '-X') method = words.shift();
    else if (word === '--data') data.push(words.shift() ?? '');
    else if (word === '-F') {
      const [name, value] = (words.shift() ?? '').split('=@');
      const file = value ?? '';
      form.append(name!, new Blob([await readFile(`${folder}/${file}`)]), basename(file));
      hasForm = true;
    } else if (word.startsWith('-')) throw new Error(`An option that is not known here: ${word}`);
    else url = word;
  }
  const response = await fetch(url!, {
    method: method ?? (data.length > 0 || hasForm ? 'POST' : 'GET'),
    headers: data.length > 0 ? { 'content-type': 'application/x-www-form-urlencoded' } : {},
    body: hasForm ? form : data.length > 0 ? data.join('&') : undefined,
  });
  const body = Buffer.from(await response.arrayBuffer());
  const text = body.toString('utf8');
  return { status: response.status, headers: response.headers, body, text, json: () => JSON.parse(text) };
}
