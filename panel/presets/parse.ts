/** Reads the XML of Moodle's preset manager (admin/presets/classes/manager.php, `download_preset`), and nothing else. */
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { guardXml, PresetRefused } from './xml-guard.js';

export interface ParsedSetting {
  /** `none` for core; lower case, as Moodle reads it back. */
  plugin: string;
  name: string;
  value: string;
  /** Attributes, such as `grade_droplow_flag`, by their lower-case name. */
  flags: [string, string][];
}

export interface ParsedPreset {
  moodleVersion: string | null;
  moodleRelease: string | null;
  siteUrl: string | null;
  author: string | null;
  settings: ParsedSetting[];
  /** Whether plugins are enabled: type, name, Moodle's word for it. */
  plugins: [string, string, string][];
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  // Numeric ones are among these; what they make is text, and nothing can declare others.
  htmlEntities: true,
  processEntities: { enabled: true, maxTotalExpansions: 2_000_000, maxExpandedLength: 16_000_000 },
  ignoreDeclaration: true,
  maxNestedTags: 8,
});

/** An element as the parser gives it in document order: its name with its children, and `:@` with its attributes. */
const element = z.record(z.string(), z.unknown());
const elements = z.array(element);
type Element = z.infer<typeof element>;

const TEXT = '#text';
const NAME = /^[a-z0-9_:.|/-]{1,255}$/;
const FACT_MAX = 255;

/** @throws PresetRefused */
export function parsePreset(bytes: Buffer): ParsedPreset {
  const root = parse(guardXml(bytes)).filter((entry) => tagOf(entry) !== null);
  const preset = root[0];
  if (root.length !== 1 || !preset || tagOf(preset) !== 'preset') {
    throw new PresetRefused('It is not a preset of Moodle: the element PRESET is missing.', 'not_a_preset');
  }
  const parts = childrenOf(preset);
  const part = (name: string) => parts.find((entry) => tagOf(entry) === name);
  const fact = (name: string) => {
    const found = part(name);
    return found ? textOf(found).slice(0, FACT_MAX) || null : null;
  };
  const settings = part('admin_settings');
  const plugins = part('plugins');
  if (!settings && !plugins) {
    throw new PresetRefused('It is not a preset of Moodle: it holds no settings.', 'not_a_preset');
  }
  return {
    moodleVersion: fact('moodle_version'),
    moodleRelease: fact('moodle_release'),
    siteUrl: fact('site_url'),
    author: fact('author'),
    settings: settings ? readSettings(settings) : [],
    plugins: plugins ? readPlugins(plugins) : [],
  };
}

function parse(text: string): Element[] {
  try {
    return elements.parse(parser.parse(text, true));
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 200) : 'unknown';
    throw new PresetRefused(`It is not well-formed XML: ${reason}`, 'not_a_preset');
  }
}

function readSettings(settings: Element): ParsedSetting[] {
  // Of two with one name the last counts, as in Moodle.
  const found = new Map<string, ParsedSetting>();
  for (const group of childElements(settings)) {
    const plugin = nameOf(group).replaceAll('__', '/');
    for (const list of childElements(group).filter((entry) => tagOf(entry) === 'settings')) {
      for (const entry of childElements(list)) {
        const name = nameOf(entry);
        found.set(`${plugin}\n${name}`, { plugin, name, value: textOf(entry), flags: flagsOf(entry) });
      }
    }
  }
  return [...found.values()];
}

function readPlugins(plugins: Element): [string, string, string][] {
  return childElements(plugins).flatMap((type) =>
    childElements(type).map((entry): [string, string, string] => [
      nameOf(type),
      nameOf(entry),
      textOf(entry).slice(0, FACT_MAX),
    ]),
  );
}

/** The element's name in lower case; null for text. */
function tagOf(entry: Element): string | null {
  const key = Object.keys(entry).find((name) => name !== ':@');
  return key === undefined || key === TEXT ? null : key.toLowerCase();
}

function nameOf(entry: Element): string {
  const name = tagOf(entry) ?? '';
  if (!NAME.test(name)) throw new PresetRefused('A setting has an impossible name.', 'not_a_preset');
  return name;
}

function childrenOf(entry: Element): Element[] {
  const key = Object.keys(entry).find((name) => name !== ':@');
  return key === undefined ? [] : (entry[key] as Element[]);
}

const childElements = (entry: Element): Element[] =>
  childrenOf(entry).filter((child) => tagOf(child) !== null);

function textOf(entry: Element): string {
  return childrenOf(entry)
    .map((child) => {
      if (tagOf(child) !== null) throw new PresetRefused('A value holds elements.', 'not_a_preset');
      return String(child[TEXT]);
    })
    .join('');
}

function flagsOf(entry: Element): [string, string][] {
  const attributes = entry[':@'];
  if (typeof attributes !== 'object' || attributes === null) return [];
  return Object.entries(attributes as Record<string, unknown>)
    .map(([name, value]): [string, string] => [name.toLowerCase().slice(0, 255), String(value)])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
