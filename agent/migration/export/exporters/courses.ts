import type { Exporter, ExportJob } from '../../exporter.js';
import { chosenIds, instanceSettings } from '../reading/chosen.js';
import { readCategoryTree, withThoseAbove } from '../reading/categories.js';
import { contentSettings, existingCourses, readCourses } from '../reading/courses.js';
import { writeCourses } from '../write-courses.js';

async function chosen({ context, settings }: Pick<ExportJob, 'context' | 'settings'>) {
  const { database } = context.site;
  const ids = await chosenIds(database, settings, 'select_courses', existingCourses);
  return readCourses(database, ids && { ids });
}

/** Courses, each with its archive, and the categories that they are in. */
export const coursesExporter: Exporter = {
  name: 'tool_wp\\tool_wp\\exporter\\courses',
  title: 'courses',
  settings: [...instanceSettings('select_courses', 'courses'), ...contentSettings()],
  capabilities: ['moodle/backup:backupcourse'],
  capabilitiesFor: ({ users }) => (users === 1 ? ['moodle/backup:userinfo'] : []),
  available: async () => true,
  async count(job) {
    const courses = await chosen(job);
    const tree = await readCategoryTree(job.context.site.database);
    const places = withThoseAbove(tree, new Set(courses.map(({ category }) => category)));
    return { coursecategories: places.length, courses: courses.length };
  },
  write: async (job) => writeCourses(job, await chosen(job)),
};
