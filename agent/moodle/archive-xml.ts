/** Reads the XML files of a Moodle backup within limits: no DOCTYPE, no endless nesting, no endless length. */
import type { Readable } from 'node:stream';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { BridgeError } from './bridge.js';

/** What a text is where the database has NULL. */
export const nullMark = '$@NULL@$';

/** Bytes that one XML file may have. */
export const xmlLimit = 64 * 1024 ** 2;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  ignoreDeclaration: true,
  isArray: () => true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  htmlEntities: true,
});

/** One element: its attributes, its text and the elements in it. */
export class XmlElement {
  constructor(private readonly node: unknown) {}

  /** Elements of that name directly inside. */
  all(name: string): XmlElement[] {
    return this.#values(name).map((value) => new XmlElement(value));
  }

  /** The first of that name, or an empty one: what a backup leaves out is not there to be restored. */
  one(name: string): XmlElement {
    return this.all(name)[0] ?? new XmlElement('');
  }

  /** Names of the elements inside. */
  names(): string[] {
    if (typeof this.node !== 'object' || this.node === null) return [];
    return Object.keys(this.node).filter((name) => !name.startsWith('@') && name !== '#text');
  }

  attribute(name: string): string | null {
    const [value] = this.#values(`@${name}`);
    return typeof value === 'string' ? value : null;
  }

  /** All attributes by name. */
  attributes(): Map<string, string> {
    if (typeof this.node !== 'object' || this.node === null) return new Map();
    const names = Object.keys(this.node).filter((name) => name.startsWith('@'));
    return new Map(names.map((name) => [name.slice(1), this.attribute(name.slice(1)) ?? '']));
  }

  /** Its own text. */
  content(): string {
    return typeof this.node === 'string' ? this.node : textOf(this.node);
  }

  /** The text of the element of that name: undefined where there is none, null where it stands for NULL. */
  text(name: string): string | null | undefined {
    const [value] = this.#values(name);
    if (value === undefined) return undefined;
    const text = typeof value === 'string' ? value : textOf(value);
    return text === nullMark ? null : text;
  }

  #values(name: string): unknown[] {
    if (typeof this.node !== 'object' || this.node === null || !Object.hasOwn(this.node, name)) return [];
    const value = (this.node as Record<string, unknown>)[name];
    return Array.isArray(value) ? value : [value];
  }
}

function textOf(value: unknown): string {
  const text = new XmlElement(value);
  return text.text('#text') ?? '';
}

/** The text is no XML that is taken; the message goes on after the document's name: `is no proper XML: …`. */
export class XmlRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'XmlRefused';
  }
}

/**
 * @returns an element that holds the document's root
 * @throws XmlRefused
 */
export function parseMarkup(text: string): XmlElement {
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) throw new XmlRefused('declares a document type, which is refused.');
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw new XmlRefused(`is no proper XML: ${valid.err.msg}`);
  try {
    return new XmlElement(parser.parse(text));
  } catch (error) {
    throw new XmlRefused(`cannot be read: ${String(error)}`);
  }
}

/**
 * @param name the file's, for the message
 * @returns an element that holds the document's root
 * @throws BridgeError `bad-archive`
 */
export function parseXml(text: string, name: string): XmlElement {
  try {
    return parseMarkup(text);
  } catch (error) {
    if (!(error instanceof XmlRefused)) throw error;
    throw new BridgeError('bad-archive', `${name} in the backup ${error.message}`);
  }
}

/** The text of a stream, as long as it is not too long. */
export async function readText(stream: Readable, name: string, limit = xmlLimit): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new BridgeError('bad-archive', `${name} in the backup is too large.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
