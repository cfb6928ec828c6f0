/** The task types of migration. */
import type { AgentContext } from '../context.js';
import type { TaskHandler } from '../tasks/handler.js';
import { exportHandlers } from './export/handlers.js';
import { importHandlers } from './import/handlers.js';

export const migrationHandlers = (context: AgentContext): TaskHandler[] => [
  ...exportHandlers(context),
  ...importHandlers(context),
];
