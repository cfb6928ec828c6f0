/** The task types of course backups. */
import type { AgentContext } from '../context.js';
import type { TaskHandler } from '../tasks/handler.js';
import { backupHandler } from './backup-handler.js';
import { deleteHandler } from './delete-handler.js';
import { restoreHandler } from './restore-handler.js';
import { sweepStaging } from './staging.js';
import { openStorage } from './storage/open-storage.js';

/** Makes the handlers; half-written files of a dead agent are removed before the first of them works. */
export function backupHandlers(context: AgentContext): TaskHandler[] {
  const ready = sweep(context);
  return [
    backupHandler(context, ready),
    restoreHandler(context, ready),
    deleteHandler(context, ready),
  ] as unknown as TaskHandler[];
}

/** Never rejects: a folder that cannot be cleaned now is no reason to stop the agent. */
async function sweep(context: AgentContext): Promise<void> {
  try {
    await openStorage(context, 'local').sweep();
    await sweepStaging(context.site.config);
  } catch (error) {
    context.logger.warn({ err: error }, 'leftovers of half-written backups could not be removed');
  }
}
