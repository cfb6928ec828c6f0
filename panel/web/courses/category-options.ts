/** The entries of the category filter. */
import type { Category } from '../../../contract/panel/courses.js';

/**
 * One entry for each category, named by all names from the top (so that equal names in two places can be told apart),
 * with the number of courses in it and below it; those below stand after it.
 */
export function categoryOptions(categories: Category[]): { value: string; label: string }[] {
  const names = new Map(categories.map(({ id, name }) => [id, name]));
  const counts = new Map<number, number>();
  for (const category of categories) {
    for (const id of idsOf(category)) counts.set(id, (counts.get(id) ?? 0) + category.course_count);
  }
  return categories
    .map((category) => ({
      id: category.id,
      steps: idsOf(category).flatMap((id) => names.get(id) ?? []),
    }))
    .sort((a, b) => compareSteps(a.steps, b.steps))
    .map(({ id, steps }) => ({ value: String(id), label: `${steps.join(' / ')} (${counts.get(id) ?? 0})` }));
}

/** Ids from the top of the tree to the category itself. */
function idsOf({ path }: Category): number[] {
  return path.split('/').filter(Boolean).map(Number);
}

function compareSteps(a: string[], b: string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = (a[i] ?? '').localeCompare(b[i] ?? '', undefined, { numeric: true });
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
