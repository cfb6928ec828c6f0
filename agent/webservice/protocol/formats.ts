/** The two forms in which Moodle's REST protocol answers. */
import type { Failure } from './failure.js';

export type RestFormat = 'json' | 'xml';

/** As PHP's `json_encode`: slashes and everything beyond ASCII are escaped. */
export function phpJson(value: unknown): string {
  const escaped = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value ?? null)
    .replaceAll('/', '\\/')
    .replace(/[\u007f-\uffff]/g, (char) => (char === '\u007f' ? char : escaped(char)));
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" ?>\n';

/** As PHP's `htmlspecialchars` with ENT_COMPAT; characters that XML does not allow are left out. */
function xmlText(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex -- exactly those that XML forbids
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  );
}

/** A function's result, which is plain JSON, in the elements that Moodle makes of it. */
export function resultXml(result: unknown): string {
  return `${HEAD}<RESPONSE>\n${result === undefined ? '' : element(result)}</RESPONSE>\n`;
}

function element(value: unknown): string {
  if (value === null || value === undefined) return '<VALUE null="null"/>\n';
  if (Array.isArray(value)) return `<MULTIPLE>\n${value.map(element).join('')}</MULTIPLE>\n`;
  if (typeof value === 'object') {
    const keys = Object.entries(value).map(
      ([key, inner]) => `<KEY name="${xmlText(key)}">${element(inner)}</KEY>\n`,
    );
    return `<SINGLE>\n${keys.join('')}</SINGLE>\n`;
  }
  return `<VALUE>${xmlText(typeof value === 'boolean' ? (value ? '1' : '0') : String(value))}</VALUE>\n`;
}

export function failureXml({ exception, errorcode, message, debuginfo }: Failure): string {
  return (
    `${HEAD}<EXCEPTION class="${xmlText(exception)}">\n` +
    `<ERRORCODE>${xmlText(errorcode)}</ERRORCODE>\n` +
    `<MESSAGE>${xmlText(message)}</MESSAGE>\n` +
    (debuginfo === undefined ? '' : `<DEBUGINFO>${xmlText(debuginfo)}</DEBUGINFO>\n`) +
    '</EXCEPTION>\n'
  );
}
