import type { MoodleDatabase } from '../../../moodle/database/database.js';
import type { Exporter, ExportJob } from '../../exporter.js';
import type { SettingSpec } from '../../settings.js';
import { categoryRows, readCategoryTree, withThoseAbove } from '../reading/categories.js';
import { chosenIds, instanceSettings } from '../reading/chosen.js';
import { contentSettings, readCourses } from '../reading/courses.js';
import { intOf } from '../reading/values.js';
import { writeCourses } from '../write-courses.js';

const flags: readonly SettingSpec[] = [
  {
    name: 'subcategories',
    kind: 'flag',
    default: 1,
    description: 'Whether selected categories bring those below them.',
  },
  { name: 'courses', kind: 'flag', default: 1, description: 'Whether categories bring their courses.' },
];

async function existing(database: MoodleDatabase, ids: readonly number[]): Promise<number[]> {
  const rows = await database.db
    .selectFrom('course_categories')
    .select('id')
    .where('id', 'in', ids.map(String))
    .execute();
  return rows.map((row) => intOf(row.id));
}

/** The categories that were asked for, and with those above them, both in the order of the file. */
async function chosen({ context, settings }: Pick<ExportJob, 'context' | 'settings'>) {
  const { database } = context.site;
  const tree = await readCategoryTree(database);
  const ids = await chosenIds(database, settings, 'select_categories', existing);
  if (ids === null) return { asked: tree.map(({ id }) => id), all: tree };
  const roots = new Set(ids);
  const below = settings.subcategories === 1;
  const asked = tree.filter(({ id, path }) => (below ? path.some((one) => roots.has(one)) : roots.has(id)));
  const askedIds = asked.map(({ id }) => id);
  return { asked: askedIds, all: withThoseAbove(tree, askedIds) };
}

/** Categories, with those above them, those below them and their courses. */
export const courseCategoriesExporter: Exporter = {
  name: 'tool_wp\\tool_wp\\exporter\\coursecategories',
  title: 'course-categories',
  settings: [...instanceSettings('select_categories', 'course categories'), ...flags, ...contentSettings()],
  capabilities: ['moodle/category:manage', 'moodle/backup:backupcourse'],
  capabilitiesFor: ({ users }) => (users === 1 ? ['moodle/backup:userinfo'] : []),
  available: async () => true,
  async count(job) {
    const { asked, all } = await chosen(job);
    const { settings, context } = job;
    const courses =
      settings.courses === 1 ? await readCourses(context.site.database, { categories: asked }) : [];
    return { coursecategories: all.length, courses: courses.length };
  },
  async write(job) {
    const { database } = job.context.site;
    const { asked, all } = await chosen(job);
    await job.out.rows('coursecategories', categoryRows(database, all, new Set(asked)));
    if (job.settings.courses === 1)
      await writeCourses(job, await readCourses(database, { categories: asked }));
  },
};
