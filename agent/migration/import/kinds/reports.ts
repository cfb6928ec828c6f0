/** Custom reports: as mapped before, else by name and source. */
import type { KindImporter } from '../../importer.js';
import { Creation } from '../creation.js';

/** `type` of a custom report; the others belong to pages of Moodle. */
const CUSTOM = '0';

export const reportsImporter: KindImporter<'reports'> = {
  kind: 'reports',
  settings: [],
  capabilities: ['moodle/reportbuilder:edit'],
  async import(rows, job) {
    const { database } = job.context.site;
    const present = (await database.columns('reportbuilder_report')).length > 0;
    const creation = await Creation.begin({
      job,
      kind: 'reports',
      table: present ? 'reportbuilder_report' : null,
    });
    const here = present
      ? await database.db
          .selectFrom('reportbuilder_report')
          .select(['id', 'name', 'source'])
          .where('type', '=', CUSTOM)
          .orderBy('id', 'desc')
          .execute()
      : [];
    const known = new Map(here.map((report) => [key(String(report.name), String(report.source)), report]));
    for await (const { line, row } of rows) {
      const { id, ...report } = row;
      const entry = { line, name: row.name, sourceId: id, targetId: null };
      const found = (await job.ids.get('reports', id)) ?? known.get(key(row.name, row.source))?.id;
      if (found !== undefined) await creation.tell({ ...entry, outcome: 'matched', targetId: Number(found) });
      else if (!present)
        await creation.tell({ ...entry, outcome: 'skipped', message: 'This Moodle has no custom reports.' });
      else await creation.add({ line, ...report }, { name: row.name, sourceId: id });
    }
    await creation.finish();
  },
};

const key = (name: string, source: string) => `${source.replace(/^\\/, '')}\n${name.trim()}`;
