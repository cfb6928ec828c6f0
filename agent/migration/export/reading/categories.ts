/** Course categories, each with those above it. */
import type { MoodleDatabase, MoodleRow } from '../../../moodle/database/database.js';
import type { EntityRow } from '../../format/entities.js';
import { portions } from './chosen.js';
import { flagOf, intOf, textOf } from './values.js';

/** Columns that are asked for; the tree is small enough to be read whole. */
const columns = [
  'id',
  'parent',
  'name',
  'idnumber',
  'description',
  'descriptionformat',
  'visible',
  'depth',
  'sortorder',
  'path',
] as const;

export interface Category {
  id: number;
  /** Ids from the top to the category itself. */
  path: number[];
}

/** Every category, those above first. */
export async function readCategoryTree(database: MoodleDatabase): Promise<Category[]> {
  const rows = await database.db
    .selectFrom('course_categories')
    .select(['id', 'path', 'depth', 'sortorder'])
    .orderBy('depth')
    .orderBy('sortorder')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: intOf(row.id),
    path: textOf(row.path).split('/').filter(Boolean).map(Number),
  }));
}

/** The categories with all that are above them, those above first. */
export function withThoseAbove(tree: readonly Category[], ids: Iterable<number>): Category[] {
  const byId = new Map(tree.map((category) => [category.id, category]));
  const wanted = new Set<number>();
  for (const id of ids) for (const above of byId.get(id)?.path ?? []) wanted.add(above);
  return tree.filter(({ id }) => wanted.has(id));
}

/**
 * Rows in the order given, which must be by depth.
 * @param asked those that were asked for; all others are only the place of something
 */
export async function* categoryRows(
  database: MoodleDatabase,
  categories: readonly Category[],
  asked: ReadonlySet<number>,
): AsyncGenerator<EntityRow<'coursecategories'>> {
  for (const some of portions(categories)) {
    const rows = await database.db
      .selectFrom('course_categories')
      .select(columns)
      .where(
        'id',
        'in',
        some.map(({ id }) => String(id)),
      )
      .execute();
    const byId = new Map(rows.map((row) => [intOf(row.id), row as MoodleRow]));
    for (const { id } of some) {
      const row = byId.get(id);
      // Gone since the tree was read.
      if (row === undefined) continue;
      const parent = intOf(row.parent);
      yield {
        id,
        parent: parent === 0 ? null : parent,
        name: textOf(row.name),
        idnumber: textOf(row.idnumber),
        description: textOf(row.description),
        descriptionformat: intOf(row.descriptionformat),
        visible: flagOf(row.visible),
        context_only: !asked.has(id),
      };
    }
  }
}
