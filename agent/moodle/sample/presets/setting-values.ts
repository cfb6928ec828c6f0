/** Reads and writes the sample's settings where Moodle keeps them. */
import type { SampleSql } from '../sql.js';
import { isSecret, sampleSettings, type SampleSetting } from './catalogue.js';

/** The site's own course, whose names are settings too. */
const SITE_COURSE = 1;

/** A setting of the site, or what is kept beside one, as it is now. */
export interface CurrentValue {
  setting: SampleSetting;
  /** That of the setting, or of what is kept beside it. */
  name: string;
  value: string;
  secret: boolean;
}

export const settingKey = (plugin: string, name: string) => `${plugin}/${name}`;

export class SettingValues {
  constructor(private readonly sql: SampleSql) {}

  read(setting: SampleSetting): string {
    if (setting.kind === 'course') return this.#course(setting.name);
    return this.#stored(setting.plugin, setting.name) ?? setting.default;
  }

  /** What is kept beside it; undefined where nothing is. */
  readAttribute({ plugin, attribute }: SampleSetting): string | undefined {
    return attribute && (this.#stored(plugin, attribute.name) ?? attribute.default);
  }

  /** By key, with what is kept beside settings under its own name. */
  all(): Map<string, CurrentValue> {
    const all = new Map<string, CurrentValue>();
    for (const setting of sampleSettings) {
      const { plugin, name, attribute } = setting;
      const value = this.read(setting);
      all.set(settingKey(plugin, name), { setting, name, value, secret: isSecret(setting, value) });
      const beside = this.readAttribute(setting);
      if (attribute && beside !== undefined) {
        all.set(settingKey(plugin, attribute.name), {
          setting,
          name: attribute.name,
          value: beside,
          secret: false,
        });
      }
    }
    return all;
  }

  /** @param name that of the setting, or of what is kept beside it */
  write({ plugin, kind }: SampleSetting, name: string, value: string): void {
    if (kind === 'course') {
      this.sql.update('course', { id: SITE_COURSE }, { [name]: value });
      return;
    }
    const [table, where] = place(plugin, name);
    if (this.sql.update(table, where, { value }) === 0) this.sql.insert(table, { ...where, value });
  }

  #stored(plugin: string, name: string): string | undefined {
    const [table, where] = place(plugin, name);
    const row = this.sql.first(table, where);
    return row === undefined ? undefined : String(row.value);
  }

  #course(name: string): string {
    return String(this.sql.first('course', { id: SITE_COURSE })?.[name] ?? '');
  }
}

function place(
  plugin: string,
  name: string,
): ['config', { name: string }] | ['config_plugins', { plugin: string; name: string }] {
  return plugin === 'none' ? ['config', { name }] : ['config_plugins', { plugin, name }];
}
