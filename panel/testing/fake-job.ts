/** A job of the fake agent, and what `/tasks/check` tells of it. */
import type { FakeChange } from './fake-changes.js';

export interface FakeJob {
  id: number;
  type: string;
  courseId: number;
  backupId?: number;
  /** What a change of the site's code was asked for. */
  change?: FakeChange;
  status: 1 | 2 | 3 | 4;
  state: string;
  progress: number;
  message: string;
  error: string;
  /** Unix seconds; only our agent tells it. */
  startedAt?: number;
  result?: Record<string, unknown>;
}

export function newJob(id: number, type: string, courseId: number, backupId?: number): FakeJob {
  const begun = { status: 2, state: 'waiting', progress: 0, message: '', error: '' } as const;
  return { id, type, courseId, backupId, ...begun };
}

export function checkReply(kind: 'agent' | 'plugin', job: FakeJob | undefined): unknown {
  if (!job) return { status: 4, error: '' };
  if (kind === 'plugin') return { status: job.status, error: job.error };
  const { status, state, progress, message, error, result, startedAt } = job;
  return { status, error, state, progress, message, started_at: startedAt ?? null, result: result ?? null };
}
