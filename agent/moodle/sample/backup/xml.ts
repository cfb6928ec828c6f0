/** Writes XML the way that Moodle's backups have it. */
import { nullMark } from '../../archive-xml.js';
import type { SqlValue } from '../sql.js';

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** A whole document around its root element. */
export function xmlDocument(root: string): string {
  return `${declaration}${root}\n`;
}

/** An element around other elements, which are finished XML. */
export function xmlElement(
  name: string,
  children: readonly string[],
  attributes: Record<string, SqlValue> = {},
): string {
  const words = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escapeXml(String(value ?? ''))}"`,
  );
  const inside = children.length > 0 ? `\n${children.join('\n')}\n` : '';
  return `<${name}${words.join('')}>${inside}</${name}>`;
}

/** An element with a value in it. */
export function xmlValue(name: string, value: SqlValue): string {
  return `<${name}>${value === null ? nullMark : escapeXml(String(value))}</${name}>`;
}

/** Elements for some values. */
export function xmlValues(values: Record<string, SqlValue>): string[] {
  return Object.entries(values).map(([name, value]) => xmlValue(name, value));
}

function escapeXml(text: string): string {
  return (
    text
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/"/g, '&quot;')
      .replace(/\r/g, '&#13;')
      // XML 1.0 has no way to say these.
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '?')
  );
}
