/** A task as routes and the command line see it, and how it is read out of its row. */
import type { TaskStatus, TaskType } from '../../contract/agent/tasks.js';
import type { Task } from '../store/generated/client.js';
import type { Seal } from '../store/seal.js';

/** What the sealed columns of a task are bound to. */
export const sealPurpose = {
  payload: 'task-payload',
  note: 'task-note',
  result: 'task-result',
  callback: 'callback-body',
} as const;

export const openStatuses: TaskStatus[] = ['waiting', 'running'];

export interface TaskView {
  id: number;
  type: TaskType;
  status: TaskStatus;
  /** 0 to 1, never backwards. */
  progress: number;
  message: string;
  error: string | null;
  /** How often the work was begun. */
  attempts: number;
  /** What the callback said; null before the end. May hold a backup's password. */
  result: Record<string, unknown> | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** An open task with what it was asked to do. */
export interface OpenTask<P = unknown> {
  id: number;
  status: TaskStatus;
  progress: number;
  payload: P;
}

/** @param live what a running task has reported since its row was last written */
export function taskView(row: Task, seal: Seal, live?: { progress: number; message: string }): TaskView {
  const result: unknown =
    row.sealedResult === null ? null : JSON.parse(seal.open(sealPurpose.result, row.sealedResult));
  return {
    id: row.id,
    type: row.type as TaskType,
    status: row.status as TaskStatus,
    progress: Math.max(row.progress, live?.progress ?? 0),
    message: live?.message || row.message,
    error: row.error,
    attempts: row.attempts,
    result: result as TaskView['result'],
    createdAt: row.createdAt,
    startedAt: row.startedAt,
    finishedAt: row.finishedAt,
  };
}
