/** Course categories, nested as the catalogue says; Moodle orders categories and courses in one sequence. */
import { addContext, contextLevel } from '../course/context.js';
import { siteStart, type Build } from './build.js';
import type { CategoryEntry, CourseEntry } from './catalogue.js';

export interface PlannedCourse {
  entry: CourseEntry;
  category: number;
  categoryContext: number;
  sortorder: number;
  visible: boolean;
}

interface Place {
  parent: number;
  path: string;
  depth: number;
  context: number;
  visible: boolean;
}

/** Stores the categories. @returns every course of the catalogue with the category it belongs to */
export function buildCategories(
  build: Build,
  catalogue: readonly CategoryEntry[],
  systemContext: number,
): PlannedCourse[] {
  let order = 0;
  const planned: PlannedCourse[] = [];
  const store = (entry: CategoryEntry, place: Place) => {
    order += 10000;
    const visible = place.visible && !entry.hidden;
    const id = build.sql.insert('course_categories', {
      name: entry.name,
      idnumber: entry.idnumber ?? '',
      description: '',
      descriptionformat: 1,
      parent: place.parent,
      depth: place.depth,
      sortorder: order,
      coursecount: entry.courses?.length ?? 0,
      visible: visible ? 1 : 0,
      visibleold: entry.hidden ? 0 : 1,
      timemodified: siteStart,
    });
    const path = `${place.path}/${id}`;
    build.sql.update('course_categories', { id }, { path });
    const context = addContext(build.sql, contextLevel.category, id, place.context);
    entry.courses?.forEach((course, i) =>
      planned.push({
        entry: course,
        category: id,
        categoryContext: context,
        sortorder: order + i + 1,
        visible: visible && !course.hidden,
      }),
    );
    const inside = { parent: id, path, depth: place.depth + 1, context, visible };
    for (const category of entry.categories ?? []) store(category, inside);
  };
  for (const entry of catalogue) {
    store(entry, { parent: 0, path: '', depth: 1, context: systemContext, visible: true });
  }
  return planned;
}
