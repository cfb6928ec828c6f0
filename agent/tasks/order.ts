/** What a task was asked to do, as it stands sealed in its row. */
import type { Logger } from '../../runtime/logger.js';
import type { Task } from '../store/generated/client.js';
import type { AgentStore } from '../store/store.js';
import type { TaskHandler } from './handler.js';
import { sealPurpose } from './task-view.js';

/** Undefined, with a line in the agent's log, when it cannot be read: another `seal.key`, or an older form. */
export function readOrder(
  context: { store: AgentStore; logger: Logger },
  row: Pick<Task, 'id' | 'sealedPayload'>,
  handler: TaskHandler,
): unknown {
  try {
    const text = context.store.seal.open(sealPurpose.payload, row.sealedPayload);
    return handler.payload.parse(JSON.parse(text));
  } catch (err) {
    context.logger.error({ err, task_id: row.id }, 'the order of a task cannot be read');
    return undefined;
  }
}
