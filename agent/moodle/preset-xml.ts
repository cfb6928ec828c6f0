/**
 * Reads the XML of an admin preset (the format of Moodle's `core_adminpresets\manager`) within limits, before anything
 * else sees it: `PRESET/ADMIN_SETTINGS/<PLUGIN>/SETTINGS/<NAME>` and `PRESET/PLUGINS/<TYPE>/<NAME>`, all tags in capitals.
 */
import { parseMarkup, XmlElement, XmlRefused } from './archive-xml.js';
import { requireSmallMarkup } from './markup-limits.js';
import type { PresetSettingValue } from './preset-bridge.js';

/** A Moodle with a hundred plugins of others has about 4,000. */
const MOST_ELEMENTS = 50_000;
/** PRESET, ADMIN_SETTINGS, the plugin, SETTINGS, the setting. */
const DEPTH = 5;
const NAME_LENGTH = 255;

export interface PresetItem extends PresetSettingValue {
  /** Settings that go with it, such as whether it is locked: `backup_general_users_locked`. */
  attributes: ReadonlyMap<string, string>;
}

export interface PresetContent {
  name: string;
  /** Of the Moodle it was made on. */
  moodleVersion: string;
  settings: PresetItem[];
  /** Whether plugins are switched on: a number as text, 0 and below for off. */
  plugins: { type: string; name: string; enabled: string }[];
}

/** The XML is no preset; the message is a sentence for whoever sent it. */
export class PresetRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PresetRefused';
  }
}

/** @throws PresetRefused for anything but a preset of sane size, without document type, entities and repetitions */
export function readPresetXml(xml: string): PresetContent {
  const preset = rootOf(xml);
  const content: PresetContent = {
    name: preset.text('NAME') ?? '',
    moodleVersion: preset.text('MOODLE_VERSION') ?? '',
    settings: [],
    plugins: [],
  };
  const seen = new Set<string>();
  const once = (what: string) => {
    if (seen.has(what)) throw new PresetRefused(`The preset holds ${what} twice.`);
    seen.add(what);
  };
  for (const [plugin, entry] of entries(single(preset, 'ADMIN_SETTINGS'))) {
    const owner = plugin.toLowerCase().replaceAll('__', '/');
    for (const [tag, setting] of entries(single(entry, 'SETTINGS'))) {
      const name = tag.toLowerCase();
      once(`the setting ${owner}/${name}`);
      content.settings.push({
        plugin: owner,
        name,
        value: leaf(setting, tag),
        attributes: setting.attributes(),
      });
    }
  }
  for (const [type, list] of entries(single(preset, 'PLUGINS'))) {
    for (const [tag, state] of entries(list)) {
      const plugin = { type: type.toLowerCase(), name: tag.toLowerCase(), enabled: leaf(state, tag).trim() };
      once(`the plugin ${plugin.type}_${plugin.name}`);
      if (!/^-?\d{1,9}$/.test(plugin.enabled))
        throw new PresetRefused(`The preset says of a plugin: ${tag} is no number.`);
      content.plugins.push(plugin);
    }
  }
  if (seen.size === 0) throw new PresetRefused('The preset holds no settings and no plugins.');
  return content;
}

/** Another encoding could hide from us what the site's XML reader then sees. */
const declaration =
  /^\uFEFF?<\?xml\s+version=(["'])1\.[01]\1(\s+encoding=(["'])utf-8\3)?(\s+standalone=(["'])(yes|no)\5)?\s*\?>/i;

function rootOf(xml: string): XmlElement {
  if (xml.replace(declaration, '').includes('<?')) {
    throw new PresetRefused('The preset must be XML in UTF-8, without processing instructions.');
  }
  try {
    requireSmallMarkup(xml, { elements: MOST_ELEMENTS, depth: DEPTH });
    const document = parseMarkup(xml);
    const [root, ...others] = document.names();
    if (root !== 'PRESET' || others.length > 0)
      throw new PresetRefused('The XML is no admin preset of Moodle.');
    return single(document, 'PRESET');
  } catch (error) {
    throw error instanceof XmlRefused ? new PresetRefused(`The preset ${error.message}`) : error;
  }
}

/** The only element of that name; an empty one where there is none. */
function single(parent: XmlElement, name: string): XmlElement {
  const found = parent.all(name);
  if (found.length > 1) throw new PresetRefused(`The preset holds the element ${name} twice.`);
  return found[0] ?? new XmlElement('');
}

/** The elements inside with their tags, which are names of plugins or settings. */
function entries(parent: XmlElement): [string, XmlElement][] {
  return parent.names().map((tag) => {
    if (tag.length > NAME_LENGTH || !/^[A-Z_][A-Z0-9_.-]*$/.test(tag)) {
      throw new PresetRefused(
        `The preset holds the element ${tag.slice(0, 80)}, which is no name of Moodle's.`,
      );
    }
    return [tag, single(parent, tag)];
  });
}

function leaf(element: XmlElement, tag: string): string {
  if (element.names().length > 0)
    throw new PresetRefused(`The preset holds elements within ${tag}, which is a value.`);
  return element.content();
}
