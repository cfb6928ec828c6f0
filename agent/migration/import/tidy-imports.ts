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
