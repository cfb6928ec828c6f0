/** The task types that change the site's code. */
import type { AgentContext } from '../context.js';
import type { TaskHandler } from '../tasks/handler.js';
import type { Reached } from './change.js';
import { coreHandler } from './core-handler.js';
import { installZipHandler, updateHandler } from './plugin-handlers.js';
import { uninstallHandler } from './uninstall-handler.js';

/** @param reached what a test of crashes plugs in */
export function changeHandlers(
  context: AgentContext,
  reached: Reached = async () => undefined,
): TaskHandler[] {
  return [updateHandler, installZipHandler, uninstallHandler, coreHandler].map(
    (make) => make(context, reached) as unknown as TaskHandler,
  );
}
