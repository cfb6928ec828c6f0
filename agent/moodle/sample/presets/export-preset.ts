/** Writes the sample's settings as a preset, in the very form of Moodle's own manager. */
import type { PresetExport, PresetSettingValue } from '../../preset-bridge.js';
import { sampleSite } from '../layout.js';
import type { SampleSql } from '../sql.js';
import { isSecret, sampleSettings } from './catalogue.js';
import type { PluginState } from './plugin-states.js';
import { SettingValues } from './setting-values.js';

/** @param request.now unix seconds */
export function exportPreset(
  sql: SampleSql,
  plugins: readonly PluginState[],
  request: {
    name: string;
    seal: ((setting: PresetSettingValue) => string) | null;
    wwwroot: string;
    now: number;
  },
): PresetExport {
  const values = new SettingValues(sql);
  const pages = new Map<string, Element[]>();
  let secrets = 0;
  for (const setting of sampleSettings) {
    const { plugin, name, attribute } = setting;
    let value = values.read(setting);
    if (isSecret(setting, value)) {
      secrets += 1;
      if (request.seal === null) continue;
      value = request.seal({ plugin, name, value });
    }
    const beside = attribute && { [attribute.name]: values.readAttribute(setting) ?? '' };
    pages.set(plugin, [...(pages.get(plugin) ?? []), { tag: name, content: value, attributes: beside }]);
  }
  const types = new Map<string, Element[]>();
  for (const { type, name, enabled } of plugins) {
    types.set(type, [...(types.get(type) ?? []), { tag: name, content: String(enabled) }]);
  }
  const xml = write({
    tag: 'preset',
    content: [
      { tag: 'name', content: request.name },
      { tag: 'comments', content: 'Made by the MooPanel agent.' },
      { tag: 'preset_date', content: String(request.now) },
      { tag: 'site_url', content: request.wwwroot },
      { tag: 'author', content: 'MooPanel' },
      { tag: 'moodle_version', content: sampleSite.version },
      { tag: 'moodle_release', content: sampleSite.release },
      {
        tag: 'admin_settings',
        content: [...pages].map(([plugin, settings]) => ({
          tag: plugin.replace('/', '__'),
          content: [{ tag: 'settings', content: settings }],
        })),
      },
      { tag: 'plugins', content: [...types].map(([tag, content]) => ({ tag, content })) },
    ],
  });
  const settings = [...pages.values()].flat().length;
  return {
    xml: `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`,
    settings,
    plugins: plugins.length,
    secrets,
  };
}

interface Element {
  tag: string;
  content: string | readonly Element[];
  attributes?: Readonly<Record<string, string>>;
}

/** Elements are indented; the lines of a value stay as they are. */
function write({ tag, content, attributes = {} }: Element, indent = ''): string {
  const name = tag.toUpperCase();
  const words = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value, true)}"`);
  const inside =
    typeof content === 'string'
      ? escapeXml(content)
      : `\n${content.map((one) => `${write(one, `${indent}  `)}\n`).join('')}${indent}`;
  return `${indent}<${name}${words.join('')}>${inside}</${name}>`;
}

/** Quotes stay as they are but in attributes. */
function escapeXml(text: string, quotes = false): string {
  const plain = text
    .replace(/\r\n?/g, '\n')
    // XML 1.0 has no way to say these.
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
  return quotes ? plain.replace(/"/g, '&quot;') : plain;
}
