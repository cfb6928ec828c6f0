/** Removes what imports have left behind once nobody will come back for it. */
import type { AgentContext } from '../../context.js';
import { removeUnknown } from '../../remove-unknown.js';
import { importsFolder } from './folder.js';

const DAY = 24 * 60 * 60 * 1000;
/** Days for which the file of an import that did not end well is kept, so that it can be tried again. */
const KEEP_FILES = 7;
/** Days for which it is known what became of each row. */
const KEEP_LOGS = 365;

export async function tidyImports({
  store,
  config,
  clock,
}: Pick<AgentContext, 'store' | 'config' | 'clock'>): Promise<void> {
  const { prisma } = store;
  await noteEnds(prisma, clock());
  const before = (days: number) => new Date(clock().getTime() - days * DAY);
  await prisma.migrationImport.deleteMany({ where: { finishedAt: { lt: before(KEEP_LOGS) } } });
  await prisma.migrationImport.deleteMany({ where: { taskId: null, createdAt: { lt: before(1) } } });
  await removeUnknown(importsFolder(config), async () => {
    const kept = await prisma.migrationImport.findMany({
      where: { OR: [{ finishedAt: null }, { finishedAt: { gte: before(KEEP_FILES) } }] },
      select: { id: true },
    });
    return kept.map(({ id }) => String(id));
  });
}

/** Tasks that ended without having run, cancelled while they waited or given up at a start, have told their imports nothing. */
async function noteEnds(prisma: AgentContext['store']['prisma'], now: Date): Promise<void> {
  const open = await prisma.migrationImport.findMany({
    where: { finishedAt: null, taskId: { not: null } },
    select: { id: true, taskId: true },
  });
  for (const { id, taskId } of open) {
    const task = await prisma.task.findUnique({ where: { id: taskId! }, select: { finishedAt: true } });
    const finishedAt = task === null ? now : task.finishedAt;
    if (finishedAt !== null)
      await prisma.migrationImport.updateMany({
        where: { id, taskId, finishedAt: null },
        data: { finishedAt },
      });
  }
}
