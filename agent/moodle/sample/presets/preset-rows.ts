/** The presets that the sample keeps, in Moodle's tables. */
import type { PresetItem } from '../../preset-xml.js';
import { sampleSite } from '../layout.js';
import type { SampleSql } from '../sql.js';
import { admin } from './changes.js';

/** Keeps a preset that is being applied, without what is secret in it. @returns its id */
export function storePreset(
  sql: SampleSql,
  { comments, site }: { comments: string; site: string },
  items: readonly (PresetItem & { secret: boolean })[],
  now: number,
): number {
  const preset = sql.insert('adminpresets', {
    userid: admin,
    name: 'MooPanel',
    comments,
    site,
    author: 'MooPanel',
    moodleversion: sampleSite.version,
    moodlerelease: sampleSite.release,
    timecreated: now,
    timeimported: now,
  });
  for (const { plugin, name, value, attributes } of items.filter(({ secret }) => !secret)) {
    const itemid = sql.insert('adminpresets_it', { adminpresetid: preset, plugin, name, value });
    for (const [attribute, text] of attributes) {
      sql.insert('adminpresets_it_a', { itemid, name: attribute, value: text });
    }
  }
  return preset;
}

/** Removes a preset that is applied nowhere. */
export function forgetPreset(sql: SampleSql, preset: number): void {
  for (const { id } of sql.select('adminpresets_it', { adminpresetid: preset })) {
    sql.remove('adminpresets_it_a', { itemid: id });
  }
  sql.remove('adminpresets_it', { adminpresetid: preset });
  sql.remove('adminpresets_plug', { adminpresetid: preset });
  sql.remove('adminpresets', { id: preset });
}
