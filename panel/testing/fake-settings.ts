/** The settings of a fake site: written as a preset, changed by one, and put back. */

type Values = Map<string, string>;

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const unescape = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

export class FakeSettings {
  /** By `plugin/name`. */
  values: Values = new Map([
    ['none/fullname', 'Fake University'],
    ['none/timezone', 'Europe/Ljubljana'],
    ['none/enableblogs', '1'],
    ['mod_forum/maxbytes', '512000'],
    ['mod_forum/html', '<b onclick="x()">A & B</b>'],
  ]);
  plugins: Values = new Map([
    ['mod/chat', '0'],
    ['mod/forum', '1'],
  ]);
  private readonly applied: { key: string; from: string; to: string }[][] = [];

  set(changes: Record<string, string>): this {
    for (const [key, value] of Object.entries(changes)) this.values.set(key, value);
    return this;
  }

  toXml(): string {
    const groups = (values: Values, wrap: string | null) => {
      const found = new Map<string, string[]>();
      for (const [key, value] of values) {
        const [plugin = '', name = ''] = key.split('/');
        const tag = name.toUpperCase();
        found.set(plugin, [...(found.get(plugin) ?? []), `<${tag}>${escape(value)}</${tag}>`]);
      }
      return [...found].map(([plugin, tags]) => {
        const inner = wrap ? `<${wrap}>${tags.join('')}</${wrap}>` : tags.join('');
        return `<${plugin.toUpperCase()}>${inner}</${plugin.toUpperCase()}>`;
      });
    };
    return `<?xml version="1.0" encoding="UTF-8"?>
<PRESET><NAME>MooPanel</NAME><SITE_URL>https://fake.example</SITE_URL><AUTHOR>A</AUTHOR>
<MOODLE_VERSION>2024100706</MOODLE_VERSION><MOODLE_RELEASE>4.5.6</MOODLE_RELEASE>
<ADMIN_SETTINGS>${groups(this.values, 'SETTINGS').join('')}</ADMIN_SETTINGS>
<PLUGINS>${groups(this.plugins, null).join('')}</PLUGINS></PRESET>`;
  }

  /** POST /admin_presets */
  take(body: Record<string, unknown>): unknown {
    if (body.action === 'undo') {
      const kept = this.applied[Number(body.application_id) - 1] ?? [];
      // What was changed since stays as it is.
      const own = kept.filter(({ key, to }) => this.values.get(key) === to);
      const changed = own.map(({ key, from }) => this.change(key, from));
      const skipped = kept
        .filter((one) => !own.includes(one) && this.values.get(one.key) !== one.from)
        .map(({ key }) => ({ ...namesOf(key), reason: 'Changed since.' }));
      for (const { key, from } of own) this.values.set(key, from);
      return { status: true, application_id: body.application_id, changed, skipped };
    }
    const wanted = [...String(body.xml).matchAll(/<(\w+)><SETTINGS>(.*?)<\/SETTINGS>/gs)].flatMap(
      ([, plugin = '', list = '']) =>
        [...list.matchAll(/<(\w+)[^>]*>(.*?)<\/\1>/gs)].map(([, name = '', value = '']) => ({
          key: `${plugin}/${name}`.toLowerCase(),
          value: unescape(value),
        })),
    );
    const known = wanted.filter(({ key }) => this.values.has(key));
    const changed = known.map(({ key, value }) => this.change(key, value));
    const skipped = wanted
      .filter(({ key }) => !this.values.has(key))
      .map(({ key }) => ({ ...namesOf(key), reason: 'This site has no such setting.' }));
    if (body.dry_run) return { status: true, application_id: null, changed, skipped };
    this.applied.push(known.map(({ key, value }) => ({ key, from: this.values.get(key) ?? '', to: value })));
    for (const { key, value } of known) this.values.set(key, value);
    return { status: true, application_id: this.applied.length, changed, skipped };
  }

  private change(key: string, value: string) {
    return { ...namesOf(key), old_value: this.values.get(key) ?? null, new_value: value };
  }
}

function namesOf(key: string) {
  const [plugin = '', name = ''] = key.split('/');
  return { plugin, name };
}
