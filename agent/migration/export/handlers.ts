/** The task type of exports. */
import { sweepAbandoned } from '../../backup/storage/part-file.js';
import type { AgentContext } from '../../context.js';
import type { TaskHandler } from '../../tasks/handler.js';
import { exportHandler } from './export-handler.js';
import { exportsFolder } from './folder.js';

/** Makes the handler; half-written files of a dead agent are removed before it works. */
export function exportHandlers(context: AgentContext): TaskHandler[] {
  return [exportHandler(context, sweep(context))] as unknown as TaskHandler[];
}

/** Never rejects: a folder that cannot be cleaned now is no reason to stop the agent. */
async function sweep({ config, logger }: AgentContext): Promise<void> {
  try {
    await sweepAbandoned(exportsFolder(config));
  } catch (error) {
    logger.warn({ err: error }, 'leftovers of half-written exports could not be removed');
  }
}
