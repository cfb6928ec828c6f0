import { rm } from 'node:fs/promises';
import type { AgentContext } from '../../context.js';
import type { QueuedExport } from './export-view.js';
import { exportFolder } from './folder.js';

/** Ends an export where it is still under way, and forgets it with its file. */
export async function removeExport(context: AgentContext, { id, taskId }: QueuedExport): Promise<void> {
  const cancelled = await context.tasks.cancel(taskId);
  await context.store.prisma.migrationExport.deleteMany({ where: { id } });
  // One that is being stopped removes its own when it has ended.
  if (cancelled?.outcome !== 'stopping')
    await rm(exportFolder(context.config, id), { recursive: true, force: true });
}
