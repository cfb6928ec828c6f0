/** Removes archives that no task will ask for: of orders that were cancelled before they began, or never got to a task. */
import { readdir, stat } from 'node:fs/promises';
import type { AgentContext } from '../context.js';
import { copiesFolder, copyFolder, removeCopy } from './copy-files.js';

/** Milliseconds for which an order may lie without a task: it is being made. */
const ORDERING = 3600_000;
/** As long as tasks are kept, in milliseconds. */
const KEPT = 365 * 86_400_000;

export async function tidyCopies({
  config,
  store,
  clock,
}: Pick<AgentContext, 'config' | 'store' | 'clock'>): Promise<void> {
  const { prisma } = store;
  await prisma.courseCopy.deleteMany({ where: { createdAt: { lt: new Date(clock().getTime() - KEPT) } } });
  const ids = await readdir(copiesFolder(config)).catch(() => []);
  for (const id of ids) {
    const copy = await prisma.courseCopy.findUnique({ where: { id } });
    const task = copy && (await prisma.task.findUnique({ where: { id: copy.taskId } }));
    if (task?.status === 'waiting' || task?.status === 'running') continue;
    const { mtimeMs } = await stat(copyFolder(config, id));
    if (copy !== null || mtimeMs < Date.now() - ORDERING) await removeCopy(config, id);
  }
}
