/** What Moodle's PARAM_… types let through: a value that cleaning would change is refused. */
import type { ValueType } from '../spec.js';

/** The value in its own type; undefined for one that is not of it. */
export function cleanValue(type: ValueType, text: string): number | boolean | string | undefined {
  switch (type) {
    case 'int':
      return cleanInt(text);
    case 'float':
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
    case 'bool':
      return text === '1' ? true : text === '0' ? false : undefined;
    case 'raw':
      return text;
    case 'text':
      // What PHP's strip_tags would take away, and what is no UTF-8.
      return /<[^\s<]|\0/.test(text) ? undefined : text;
    case 'alphanum':
      return /^[a-z0-9]*$/i.test(text) ? text : undefined;
    case 'alphanumext':
      return /^[a-z0-9_-]*$/i.test(text) ? text : undefined;
    case 'file':
      return cleanFileName(text) === text ? text : undefined;
    case 'path':
      return cleanPath(text) === text ? text : undefined;
    case 'url':
      return text === '' || isWebAddress(text) ? text : undefined;
  }
}

function cleanInt(text: string): number | undefined {
  if (!/^(0|-?[1-9]\d{0,15})$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s<>"]+$/i.test(text) && URL.canParse(text);
}

/** As PARAM_FILE. */
export function cleanFileName(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what has no place in a name
  const name = text.replace(/[\u0000-\u001f\u007f-\u009f&<>"`|':\\/]/g, '');
  return name === '.' || name === '..' ? '' : name;
}

/** As PARAM_PATH. */
export function cleanPath(text: string): string {
  const parts = text.replaceAll('\\', '/').split('/');
  const clean = parts.map((part, i) => (part === '.' && i === 0 ? part : cleanFileName(part)));
  return clean
    .join('/')
    .replace(/\/\/+/g, '/')
    .replace(/\/(\.\/)+/g, '/');
}
