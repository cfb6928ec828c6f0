/** Writes the XML of chosen settings, as Moodle's own writer would (lib/xmlize, `xml_writer`). */
import type { Entry } from './content.js';

/** @param entries secrets among them sealed already */
export function buildXml(
  facts: { moodleVersion: string | null; moodleRelease: string | null; siteUrl: string | null },
  entries: Entry[],
): string {
  const groups = (kind: 's' | 'p') => {
    const found = new Map<string, Entry[]>();
    for (const entry of entries.filter((one) => one[0] === kind)) {
      found.set(entry[1], [...(found.get(entry[1]) ?? []), entry]);
    }
    return [...found];
  };
  const settings = groups('s').map(([plugin, list]) =>
    tag(tagName(plugin), tag('SETTINGS', list.map((entry) => leaf(entry)).join(''))),
  );
  const plugins = groups('p').map(([type, list]) =>
    tag(tagName(type), list.map((entry) => leaf(entry)).join('')),
  );
  const body = [
    tag('NAME', 'MooPanel'),
    tag('COMMENTS', ''),
    tag('SITE_URL', escape(facts.siteUrl ?? '')),
    tag('AUTHOR', 'MooPanel'),
    tag('MOODLE_VERSION', escape(facts.moodleVersion ?? '')),
    tag('MOODLE_RELEASE', escape(facts.moodleRelease ?? '')),
    settings.length > 0 ? tag('ADMIN_SETTINGS', settings.join('')) : '',
    plugins.length > 0 ? tag('PLUGINS', plugins.join('')) : '',
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n${tag('PRESET', body.join(''))}`;
}

const tagName = (plugin: string) => plugin.toUpperCase().replaceAll('/', '__');
const tag = (name: string, content: string) => `<${name}>${content}</${name}>`;

function leaf([, , name, value, flags]: Entry): string {
  const attributes = flags
    .split(', ')
    .filter((flag) => flag.includes('='))
    .map((flag) => ` ${flag.slice(0, flag.indexOf('='))}="${escape(flag.slice(flag.indexOf('=') + 1))}"`);
  return `<${name.toUpperCase()}${attributes.join('')}>${escape(value)}</${name.toUpperCase()}>`;
}

/** Control characters other than tab and line ends cannot stand in XML at all. */
function escape(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      // A bare carriage return would be read back as a line feed.
      .replaceAll('\r', '&#13;')
  );
}
