import type { MoodleDatabase, MoodleRow } from '../../../moodle/database/database.js';
import type { Exporter, ExportJob } from '../../exporter.js';
import type { EntityRow } from '../../format/entities.js';
import { categoryRows, readCategoryTree, withThoseAbove } from '../reading/categories.js';
import { chosenIds, instanceSettings, portions } from '../reading/chosen.js';
import { categoryContexts } from '../reading/contexts.js';
import { flagOf, intOf, textOf, type Rows } from '../reading/values.js';

async function existing(database: MoodleDatabase, ids: readonly number[]): Promise<number[]> {
  const rows = await database.db
    .selectFrom('cohort')
    .select('id')
    .where('id', 'in', ids.map(String))
    .execute();
  return rows.map((row) => intOf(row.id));
}

const chosen = ({ context, settings }: Pick<ExportJob, 'context' | 'settings'>) =>
  chosenIds(context.site.database, settings, 'select_cohorts', existing);

async function readCohorts(
  database: MoodleDatabase,
  ids: readonly number[] | null,
): Promise<EntityRow<'cohorts'>[]> {
  const places = await categoryContexts(database);
  const cohorts: EntityRow<'cohorts'>[] = [];
  for (const some of ids === null ? [null] : portions(ids)) {
    let query = database.db.selectFrom('cohort').selectAll().orderBy('id');
    if (some !== null) query = query.where('id', 'in', some.map(String));
    for (const row of (await query.execute()) as MoodleRow[]) {
      cohorts.push({
        id: intOf(row.id),
        name: textOf(row.name),
        idnumber: textOf(row.idnumber),
        description: textOf(row.description),
        descriptionformat: intOf(row.descriptionformat),
        visible: flagOf(row.visible),
        component: textOf(row.component),
        category: places.get(intOf(row.contextid)) ?? null,
      });
    }
  }
  return cohorts;
}

/** Memberships of users who are not deleted. */
const memberships = (database: MoodleDatabase, ids: readonly number[] | null) => {
  const query = database.db
    .selectFrom('cohort_members as m')
    .innerJoin('user as u', 'u.id', 'm.userid')
    .where('u.deleted', '=', '0');
  return ids === null ? query : query.where('m.cohortid', 'in', ids.map(String));
};

async function* memberRows(
  database: MoodleDatabase,
  ids: readonly number[] | null,
): AsyncGenerator<EntityRow<'cohortmembers'>> {
  for (const some of ids === null ? [null] : portions(ids)) {
    const query = memberships(database, some)
      .select(['m.cohortid as cohort', 'u.id as id', 'u.username as username', 'u.email as email'])
      .select('u.idnumber as idnumber')
      .orderBy('m.cohortid')
      .orderBy('u.id');
    for await (const row of database.stream(query) as Rows) {
      yield {
        cohort: intOf(row.cohort),
        user: {
          id: intOf(row.id),
          username: textOf(row.username),
          email: textOf(row.email),
          idnumber: textOf(row.idnumber),
        },
      };
    }
  }
}

async function countMembers(database: MoodleDatabase, ids: readonly number[] | null): Promise<number> {
  let total = 0;
  for (const some of ids === null ? [null] : portions(ids)) {
    const query = memberships(database, some).select((q) => q.fn.countAll().as('n'));
    total += Number((await query.executeTakeFirst())?.n ?? 0);
  }
  return total;
}

async function placesOf(database: MoodleDatabase, cohorts: readonly EntityRow<'cohorts'>[]) {
  const ids = cohorts.flatMap(({ category }) => (category === null ? [] : [category]));
  return withThoseAbove(await readCategoryTree(database), new Set(ids));
}

/** Cohorts with their members, and the categories that they belong to. */
export const cohortsExporter: Exporter = {
  name: 'tool_wp\\tool_wp\\exporter\\cohorts',
  title: 'cohorts',
  settings: [
    ...instanceSettings('select_cohorts', 'cohorts'),
    {
      name: 'members',
      kind: 'flag',
      default: 1,
      description: 'Whether the file says who is in them; the users themselves are another export.',
    },
  ],
  capabilities: ['moodle/cohort:view'],
  // With their user names and e-mail addresses.
  capabilitiesFor: ({ members }) => (members === 1 ? ['moodle/site:viewuseridentity'] : []),
  available: async () => true,
  async count(job) {
    const { database } = job.context.site;
    const ids = await chosen(job);
    const cohorts = await readCohorts(database, ids);
    const members = job.settings.members === 1 ? await countMembers(database, ids) : 0;
    const coursecategories = (await placesOf(database, cohorts)).length;
    return { coursecategories, cohorts: cohorts.length, cohortmembers: members };
  },
  async write(job) {
    const { context, settings, out, run } = job;
    const { database } = context.site;
    run.progress(0, 'Cohorts');
    const ids = await chosen(job);
    const cohorts = await readCohorts(database, ids);
    const places = await placesOf(database, cohorts);
    await out.rows('coursecategories', categoryRows(database, places, new Set()));
    await out.rows('cohorts', cohorts);
    if (settings.members === 1) await out.rows('cohortmembers', memberRows(database, ids));
  },
};
