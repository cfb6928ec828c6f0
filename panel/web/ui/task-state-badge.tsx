import {
  IconBan,
  IconCircleCheck,
  IconClock,
  IconExclamationCircle,
  IconLoader2,
  type TablerIcon,
} from '@tabler/icons-react';
import type { TaskState } from '../../../contract/panel/tasks.js';
import { type Tone, ToneBadge } from './tone-badge.js';

export const taskStateWords: Record<TaskState, { tone: Tone; icon: TablerIcon; label: string }> = {
  pending: { tone: 'quiet', icon: IconClock, label: 'Waiting' },
  running: { tone: 'busy', icon: IconLoader2, label: 'Running' },
  succeeded: { tone: 'ok', icon: IconCircleCheck, label: 'Succeeded' },
  failed: { tone: 'bad', icon: IconExclamationCircle, label: 'Failed' },
  cancelled: { tone: 'quiet', icon: IconBan, label: 'Cancelled' },
};

export function TaskStateBadge({ state }: { state: TaskState }) {
  const { tone, icon, label } = taskStateWords[state];
  return <ToneBadge tone={tone} icon={icon} label={label} spinning={state === 'running'} />;
}

export const isOpen = (state: TaskState): boolean => state === 'pending' || state === 'running';
