/** Profile fields, by short name: one of another type stands in the way. */
import type { KindImporter } from '../../importer.js';
import { Creation } from '../creation.js';

export const profileFieldsImporter: KindImporter<'profilefields'> = {
  kind: 'profilefields',
  settings: [],
  capabilities: ['moodle/site:config'],
  async import(rows, job) {
    const creation = await Creation.begin({ job, kind: 'profilefields', table: 'user_info_field' });
    const { db } = job.context.site.database;
    const here = await db.selectFrom('user_info_field').select(['id', 'shortname', 'datatype']).execute();
    const known = new Map(here.map((field) => [String(field.shortname), field]));
    for await (const { line, row } of rows) {
      const { id, ...field } = row;
      const entry = { line, name: row.shortname, sourceId: id, targetId: null };
      const found = known.get(row.shortname);
      if (found === undefined) await creation.add({ line, ...field }, { name: row.shortname, sourceId: id });
      else if (found.datatype === row.datatype)
        await creation.tell({ ...entry, outcome: 'matched', targetId: Number(found.id) });
      else {
        const message = `Here it is a field of the type "${String(found.datatype)}", not "${row.datatype}".`;
        await creation.tell({ ...entry, outcome: 'conflict', message });
      }
    }
    await creation.finish();
  },
};
