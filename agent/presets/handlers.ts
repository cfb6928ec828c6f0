/** The task types of admin presets. */
import type { AgentContext } from '../context.js';
import type { TaskHandler } from '../tasks/handler.js';
import { createHandler } from './create-handler.js';

export function presetHandlers(context: AgentContext): TaskHandler[] {
  return [createHandler(context)] as unknown as TaskHandler[];
}
