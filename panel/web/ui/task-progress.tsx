import type { TaskState } from '../../../contract/panel/tasks.js';
import { ProgressLine } from './progress-line.js';
import { isOpen, TaskStateBadge } from './task-state-badge.js';

interface TaskProgressProps {
  status: TaskState;
  progress: number;
  message?: string | null;
  /** Names the bar for those who cannot see it. */
  label: string;
}

/** A bar while the work goes on, the badge of its state otherwise. */
export function TaskProgress({ status, progress, message, label }: TaskProgressProps) {
  if (!isOpen(status) || (status === 'pending' && progress === 0)) return <TaskStateBadge state={status} />;
  return <ProgressLine progress={progress} message={message} label={label} />;
}
