/** The words of a task's life. */
import { taskType, type TaskType } from '../../contract/agent/tasks.js';
import { resultSource, taskState, type TaskState } from '../../contract/panel/tasks.js';
import type { z } from 'zod';

export type ResultSource = z.infer<typeof resultSource>;

/** States in which a task may still change. */
export const openStates: TaskState[] = ['pending', 'running'];

export const isOpen = (status: string): boolean => status === 'pending' || status === 'running';

/** The database keeps words as text; these read them back. */
export const readState = (text: string): TaskState => taskState.parse(text);
export const readType = (text: string): TaskType => taskType.parse(text);
export const readSource = (text: string | null): ResultSource | null =>
  text === null ? null : resultSource.parse(text);
