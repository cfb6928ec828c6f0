/** The headers of one part of a form (RFC 7578). */
import { MultipartError } from './multipart-error.js';

export interface PartHeaders {
  /** Of the form's field. */
  name: string;
  /** As it was sent, without a folder; undefined for a part that is no file. */
  filename?: string;
  contentType: string;
}

/** @throws MultipartError when the part is no field of a form */
export function parsePartHeaders(text: string): PartHeaders {
  const headers = new Map<string, string>();
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon <= 0) throw new MultipartError('A part has a header that is none.');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (headers.has(name)) throw new MultipartError(`A part has the header ${name} twice.`);
    headers.set(name, line.slice(colon + 1).trim());
  }
  const disposition = headers.get('content-disposition') ?? '';
  if (!/^form-data\s*;/i.test(disposition)) throw new MultipartError('A part is no field of a form.');
  const { name, filename } = parameters(disposition);
  if (name === undefined) throw new MultipartError('A part of the form has no name.');
  return {
    name,
    ...(filename !== undefined && { filename: filename.replace(/^.*[/\\]/s, '') }),
    contentType: headers.get('content-type') ?? 'text/plain',
  };
}

const parameter = /;\s*(?<key>[a-z*]+)\s*=\s*(?:"(?<quoted>(?:\\.|[^"\\])*)"|(?<bare>[^\s;"]*))/giy;

/** Browsers write a quote in a name as %22, curl as \". */
function parameters(header: string): Record<string, string | undefined> {
  const found: Record<string, string | undefined> = Object.create(null) as Record<string, undefined>;
  parameter.lastIndex = header.indexOf(';');
  for (;;) {
    const match = parameter.exec(header);
    if (match === null) return found;
    const { key, quoted, bare } = match.groups as Record<string, string | undefined>;
    found[key!.toLowerCase()] ??= quoted?.replace(/\\(["\\])/g, '$1').replaceAll('%22', '"') ?? bare;
  }
}
