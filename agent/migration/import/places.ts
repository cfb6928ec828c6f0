/** Categories of this site and of the source: where something has its place. */
import { TaskFailure } from '../../tasks/handler.js';
import type { ImportJob } from '../importer.js';
import { isPlaceholder } from './placeholder.js';

/** A category of this site, the whole site (null), a place that would be made, or none. */
export type Place = { kind: 'here'; category: number | null } | { kind: 'would-be' } | { kind: 'missing' };

export async function placeOf(job: ImportJob, category: number | null): Promise<Place> {
  if (category === null) return { kind: 'here', category: null };
  const target = await job.ids.get('coursecategories', category);
  if (target === null) return { kind: 'missing' };
  return isPlaceholder(target) ? { kind: 'would-be' } : { kind: 'here', category: target };
}

export const CATEGORY_MISSING = 'Its category was not brought in.';

export interface KnownCategory {
  id: number;
  parent: number;
  name: string;
  idnumber: string;
}

/** All of them: even large sites have only thousands. */
export async function readCategories({ context }: ImportJob): Promise<KnownCategory[]> {
  const rows = await context.site.database.db
    .selectFrom('course_categories')
    .select(['id', 'parent', 'name', 'idnumber'])
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: Number(row.id),
    parent: Number(row.parent),
    name: String(row.name),
    idnumber: row.idnumber === null ? '' : String(row.idnumber),
  }));
}

/** The category below which the source's top ones go: 0 for the top. @throws TaskFailure where it is not there */
export function targetCategory({ settings }: ImportJob, known: readonly KnownCategory[]): number {
  const wanted = settings.target_category;
  if (wanted === null || wanted === undefined || wanted === 0) return 0;
  if (known.some(({ id }) => id === wanted)) return Number(wanted);
  throw new TaskFailure(`There is no category ${String(wanted)} (setting "target_category").`);
}
