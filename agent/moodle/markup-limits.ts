/** Counts what an XML text holds before it is parsed: in one pass, without building anything. */
import { XmlRefused } from './archive-xml.js';

/**
 * @param limits how many elements there may be, and how deep they may be nested
 * @throws XmlRefused when there are more, at declarations (`<!DOCTYPE`), and where a tag has no end
 */
export function requireSmallMarkup(text: string, limits: { elements: number; depth: number }): void {
  let depth = 0;
  let elements = 0;
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at)) {
    const skipped = behindOther(text, at);
    if (skipped !== null) {
      at = skipped;
      continue;
    }
    const end = endOfTag(text, at);
    if (text[at + 1] === '/') {
      depth -= 1;
    } else {
      elements += 1;
      if (text[end - 1] !== '/') depth += 1;
    }
    if (elements > limits.elements) throw new XmlRefused(`has more than ${limits.elements} elements.`);
    if (depth > limits.depth) throw new XmlRefused('is nested more deeply than any preset.');
    at = end + 1;
  }
}

/** Behind a comment, a CDATA section or an instruction; null where an ordinary tag begins. */
function behindOther(text: string, at: number): number | null {
  for (const [begin, end] of [
    ['<!--', '-->'],
    ['<![CDATA[', ']]>'],
    ['<?', '?>'],
  ] as const) {
    if (!text.startsWith(begin, at)) continue;
    const found = text.indexOf(end, at + begin.length);
    if (found === -1) throw new XmlRefused(`is no proper XML: ${begin} has no end.`);
    return found + end.length;
  }
  if (text[at + 1] === '!') throw new XmlRefused('declares a document type, which is refused.');
  return null;
}

/** Characters that a tag may have with all its attributes. */
const LONGEST_TAG = 64 * 1024;

/** Where the tag's `>` stands, which may also stand in quotes. */
function endOfTag(text: string, at: number): number {
  const limit = Math.min(text.length, at + LONGEST_TAG);
  let quote: string | null = null;
  for (let i = at + 1; i < limit; i++) {
    const character = text[i]!;
    if (quote !== null) {
      if (character === quote) quote = null;
    } else if (character === '>') return i;
    else if (character === '"' || character === "'") quote = character;
    if (character === '<') break;
  }
  throw new XmlRefused('is no proper XML: a tag has no end, or is very long.');
}
