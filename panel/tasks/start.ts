/** When a task's work began, as well as the panel can know it. */
import type { Instance, Task } from '../db/generated/client.js';

/** What the site said: the time; `unknown` when the work was done but nobody said when; null when it never began. */
export type Start = Date | 'unknown' | null;

/** Reads `started_at` (Unix seconds) of an agent's answer; an agent that leaves it out has not said. */
export function readStart(seconds: number | null | undefined): Start {
  if (seconds === undefined) return 'unknown';
  return seconds === null ? null : new Date(seconds * 1000);
}

/**
 * The best known start of a task. In this order: what the agent said, what an earlier look noted, the last look at which
 * our agent said that it was still waiting, the order. It is never before the order nor after `now`, whatever the site's
 * clock shows; a time said to lie in the future is not used.
 * @param now the end of the task, or the time of the look
 */
export function startOf(
  task: Pick<Task, 'status' | 'createdAt' | 'startedAt' | 'polledAt' | 'pollFailures' | 'overdueSince'>,
  agentKind: Instance['agentKind'],
  start: Start,
  now: Date,
): Date | null {
  if (start === null && task.startedAt === null) return null;
  const told = start instanceof Date && start <= now ? start : null;
  // The PHP plugin says "waiting" of running tasks too.
  const seenWaiting =
    agentKind === 'agent' &&
    task.status === 'pending' &&
    task.pollFailures === 0 &&
    task.overdueSince === null;
  const noted = task.startedAt ?? (seenWaiting ? task.polledAt : null);
  const best = told ?? noted ?? task.createdAt;
  return new Date(Math.min(Math.max(best.getTime(), task.createdAt.getTime()), now.getTime()));
}
