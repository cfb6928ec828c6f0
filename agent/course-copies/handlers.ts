/** The task types of course copies. */
import type { AgentContext } from '../context.js';
import type { TaskHandler } from '../tasks/handler.js';
import { courseDuplicateHandler } from './duplicate-handler.js';
import { courseRestoreHandler } from './restore-handler.js';
import { tidyCopies } from './tidy.js';

/** Makes the handlers; archives that nobody asks for are removed before the first of them works. */
export function courseCopyHandlers(context: AgentContext): TaskHandler[] {
  // Never rejects: a folder that cannot be cleaned now is no reason to stop the agent.
  const ready = tidyCopies(context).catch((err: unknown) =>
    context.logger.warn({ err }, 'archives of course copies could not be removed'),
  );
  return [
    courseRestoreHandler(context, ready),
    courseDuplicateHandler(context, ready),
  ] as unknown as TaskHandler[];
}
