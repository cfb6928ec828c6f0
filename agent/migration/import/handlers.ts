/** The task type of imports. */
import type { AgentContext } from '../../context.js';
import type { TaskHandler } from '../../tasks/handler.js';
import { importHandler } from './import-handler.js';

export function importHandlers(context: AgentContext): TaskHandler[] {
  return [importHandler(context)] as unknown as TaskHandler[];
}
