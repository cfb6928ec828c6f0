import type { CreateRow } from '../../../migration/import/create-rows.js';
import { addContext, contextLevel } from '../course/context.js';
import type { SampleSql, StoredRow } from '../sql.js';
import { RowRefused, type Creation } from './creation.js';

export function createCategory(creation: Creation, row: CreateRow<'coursecategories'>): number {
  const { sql, time } = creation;
  if (row.name === '') throw new RowRefused('Category name is required');
  if (row.name.length > 255) throw new RowRefused('Category name is too long');
  if (row.idnumber !== '' && sql.first('course_categories', { idnumber: row.idnumber }))
    throw new RowRefused('ID number is already used for another category');
  const parentId = creation.id(row.parent);
  const parent = parentId === null ? undefined : sql.first('course_categories', { id: parentId });
  if (parentId !== null && !parent) throw new RowRefused('The category above is not there any more.');
  const visible = row.visible && Number(parent?.visible ?? 1) === 1;
  const id = sql.insert('course_categories', {
    name: row.name,
    idnumber: row.idnumber,
    description: row.description,
    descriptionformat: row.descriptionformat,
    parent: parentId ?? 0,
    depth: Number(parent?.depth ?? 0) + 1,
    // Behind all others, until they are put in order.
    sortorder: 999_999_999,
    visible: visible ? 1 : 0,
    visibleold: row.visible ? 1 : 0,
    timemodified: time,
  });
  sql.update('course_categories', { id }, { path: `${parent?.path ?? ''}/${id}` });
  addContext(sql, contextLevel.category, id, creation.context(parentId));
  return id;
}

/** As Moodle's `fix_course_sortorder`: categories and courses stand in one sequence. */
export function orderCategories(sql: SampleSql): void {
  const below = new Map<number, StoredRow[]>();
  for (const category of sql.select('course_categories', {}, 'sortorder')) {
    const parent = Number(category.parent);
    below.set(parent, [...(below.get(parent) ?? []), category]);
  }
  let order = 0;
  const put = (parent: number) => {
    for (const category of below.get(parent) ?? []) {
      order += 10_000;
      sql.update('course_categories', { id: category.id }, { sortorder: order });
      sql.select('course', { category: category.id }, 'sortorder').forEach(({ id }, i) => {
        sql.update('course', { id }, { sortorder: order + i + 1 });
      });
      put(category.id);
    }
  };
  put(0);
}
