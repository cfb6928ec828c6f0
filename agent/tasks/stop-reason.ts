/** Why a run is aborted, and what an attempt that ended with an error means for its task. */
import { errorCode } from '../backup/error-words.js';
import { BridgeError } from '../moodle/bridge.js';
import { TaskFailure, type TaskOutcome } from './handler.js';

/** The reason of the signal that a handler sees. */
export class TaskStop extends Error {
  constructor(
    readonly reason: 'cancel' | 'deadline' | 'shutdown',
    message: string,
  ) {
    super(message);
    this.name = 'TaskStop';
  }
}

/** Whether the agent itself is being stopped: the work goes on at its next start. */
export const isShutdown = ({ aborted, reason }: AbortSignal): boolean =>
  aborted && reason instanceof TaskStop && reason.reason === 'shutdown';

/** `requeue`: the agent stops, the work is begun again after its next start. */
export type AttemptEnd = TaskOutcome<unknown> | { status: 'requeue' };

export const generalFailure =
  'The agent failed in the middle of this task; its log says why. Start it again, and report it if it fails again.';

/** Errors of the system that its operator can mend, in words. */
function systemFailure(error: unknown): string | null {
  const code = errorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return 'The disk is full: free space on the Moodle server, then start it again.';
  if (code === 'EROFS')
    return 'The disk is read-only: mend the file system of the Moodle server, then start it again.';
  return null;
}

/** What is told of an error: the words of those that are meant for the operator, general ones for all others. */
export function failureText(error: unknown): { text: string; expected: boolean } {
  if (error instanceof TaskFailure) return { text: error.message, expected: true };
  if (error instanceof BridgeError) return { text: error.message, expected: true };
  const system = systemFailure(error);
  return system === null ? { text: generalFailure, expected: false } : { text: system, expected: true };
}

/**
 * How an attempt ended that threw. A stop explains the error that it caused, except where the handler had more to say
 * of it (what became of the course, for one).
 */
export function endOfError(error: unknown, stop: TaskStop | null): AttemptEnd {
  const said = error instanceof TaskFailure ? error : null;
  if (stop?.reason === 'shutdown') return { status: 'requeue' };
  if (stop?.reason === 'cancel')
    return { status: 'cancelled', error: said?.message ?? stop.message, result: said?.result };
  if (stop?.reason === 'deadline')
    return { status: 'failed', error: said?.message ?? stop.message, result: said?.result };
  return { status: 'failed', error: failureText(error).text, result: said?.result };
}
