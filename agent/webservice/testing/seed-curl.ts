/** Runs the `curl` lines of the documentation as they are printed there, but for host and token. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

export interface CurlAnswer {
  status: number;
  headers: Headers;
  text: string;
  /** Of the text; throws where it is no JSON. */
  json(): unknown;
}

export interface CurlPlace {
  /** `http://127.0.0.1:4100` */
  url: string;
  token: string;
  /** Where `@file` lies. */
  folder?: string;
}

/** Sends what the line says. Options other than `-X`, `-F` and `--data` are not known. */
export async function seedCurl(line: string, { url, token, folder = '.' }: CurlPlace): Promise<CurlAnswer> {
  const words = wordsOf(line.replace(/^\s*\$\s*/, ''));
  if (words.shift() !== 'curl') throw new Error(`Not a curl line: ${line}`);
  let address = '';
  let method: string | undefined;
  let body: FormData | string | undefined;
  while (words.length > 0) {
    const word = words.shift()!;
    if (word === '|' || word === '>') break;
    if (word === '-X') method = words.shift();
    else if (word === '--data') body = put(words.shift()!, token);
    else if (word === '-F') body = await field(body, words.shift()!, folder);
    else address = put(word, token).replace(/^https?:\/\/[^/]+/, url);
  }
  const headers: Record<string, string> =
    typeof body === 'string' ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {};
  const res = await fetch(address, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers,
    ...(body !== undefined && { body }),
  });
  const text = await res.text();
  return { status: res.status, headers: res.headers, text, json: () => JSON.parse(text) as unknown };
}

/** The tokens of the documentation are 32 hexadecimal characters. */
const put = (text: string, token: string) => text.replace(/(token=)[0-9a-f]{32}/g, `$1${token}`);

async function field(before: unknown, text: string, folder: string): Promise<FormData> {
  const form = before instanceof FormData ? before : new FormData();
  const [name, value] = [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)];
  if (!value.startsWith('@')) form.append(name, value);
  else {
    const file = join(folder, value.slice(1));
    form.append(name, new Blob([await readFile(file)], { type: 'text/csv' }), basename(file));
  }
  return form;
}

/** As a shell reads them; the lines go on behind `\`, and behind `>` where they are printed as a session. */
function wordsOf(line: string): string[] {
  const whole = line.replace(/\\\n\s*(?:>\s*)?/g, ' ');
  const words = whole.matchAll(/(?:'[^']*'|"(?:\\.|[^"\\])*"|[^\s'"])+/g);
  return [...words].map(([word]) =>
    word.replace(/'([^']*)'|"((?:\\.|[^"\\])*)"/g, (_, single?: string, double?: string) =>
      single === undefined ? double!.replace(/\\(["\\])/g, '$1') : single,
    ),
  );
}
