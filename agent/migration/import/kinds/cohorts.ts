/** Cohorts: by ID number, as mapped before, else by name in the same place. */
import type { EntityRow } from '../../format/entities.js';
import type { ImportJob, KindImporter } from '../../importer.js';
import { Creation } from '../creation.js';
import { differ } from '../idnumbers.js';
import { CATEGORY_MISSING, placeOf } from '../places.js';

interface Known {
  id: number;
  name: string;
  idnumber: string;
  /** Null for the whole site. */
  category: number | null;
}

export const cohortsImporter: KindImporter<'cohorts'> = {
  kind: 'cohorts',
  settings: [],
  capabilities: ['moodle/cohort:manage'],
  async import(rows, job) {
    const creation = await Creation.begin({ job, kind: 'cohorts', table: 'cohort' });
    const known = await readCohorts(job);
    const byId = new Map(known.map((cohort) => [cohort.id, cohort]));
    const byNumber = new Map(
      known.filter((c) => c.idnumber !== '').map((cohort) => [cohort.idnumber, cohort]),
    );
    const byPlace = new Map(known.map((cohort) => [placeKey(cohort.category, cohort.name), cohort]));
    const find = async (row: EntityRow<'cohorts'>, category: number | null | undefined) => {
      const numbered = row.idnumber === '' ? undefined : byNumber.get(row.idnumber);
      const mapped = numbered === undefined ? await job.ids.get('cohorts', row.id) : null;
      const before = mapped === null ? undefined : byId.get(mapped);
      const certain =
        numbered ?? (before !== undefined && differ(row.idnumber, before.idnumber) ? undefined : before);
      const named = category === undefined ? undefined : byPlace.get(placeKey(category, row.name));
      return { certain, named };
    };
    for await (const { line, row } of rows) {
      job.run.signal.throwIfAborted();
      const { id, ...cohort } = row;
      const entry = { line, name: row.name, sourceId: id, targetId: null };
      const place = await placeOf(job, row.category);
      const { certain, named } = await find(row, place.kind === 'here' ? place.category : undefined);
      const other = named !== undefined && differ(row.idnumber, named.idnumber);
      const found = certain ?? (other ? undefined : named);
      if (found !== undefined) await creation.tell({ ...entry, outcome: 'matched', targetId: found.id });
      else if (other) {
        const message = `Here a cohort of this name has the ID number "${named.idnumber}".`;
        await creation.tell({ ...entry, outcome: 'conflict', message });
      } else if (place.kind === 'missing')
        await creation.tell({ ...entry, outcome: 'skipped', message: CATEGORY_MISSING });
      else {
        const category = place.kind === 'here' && place.category !== null ? { id: place.category } : null;
        await creation.add({ line, ...cohort, category }, { name: row.name, sourceId: id });
      }
    }
    await creation.finish();
  },
};

const placeKey = (category: number | null, name: string) => `${category ?? 0}/${name}`;

async function readCohorts({ context }: ImportJob): Promise<Known[]> {
  const rows = await context.site.database.db
    .selectFrom('cohort')
    .leftJoin('context', 'context.id', 'cohort.contextid')
    .select([
      'cohort.id as id',
      'cohort.name as name',
      'cohort.idnumber as idnumber',
      'context.contextlevel as level',
      'context.instanceid as instance',
    ])
    .orderBy('cohort.id', 'desc')
    .execute();
  return rows.map((row) => ({
    id: Number(row.id),
    name: String(row.name),
    idnumber: row.idnumber === null ? '' : String(row.idnumber),
    category: Number(row.level) === 40 ? Number(row.instance) : null,
  }));
}
