/** The tree of a site's course categories. */
import type { PanelContext } from '../context.js';

/**
 * Moodle's ids of a category and of all below it, by path (`/1/2/3`, from the top).
 * @returns an empty list for a category that this site does not have
 */
export async function categoryWithThoseBelow(
  panel: PanelContext,
  instanceId: number,
  moodleId: number,
): Promise<number[]> {
  const top = await panel.prisma.category.findUnique({
    where: { instanceId_moodleId: { instanceId, moodleId } },
    select: { path: true },
  });
  if (!top) return [];
  const below = await panel.prisma.category.findMany({
    where: { instanceId, path: { startsWith: `${top.path}/` } },
    select: { moodleId: true },
  });
  return [moodleId, ...below.map((row) => row.moodleId)];
}
