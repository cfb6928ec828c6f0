/** States of rollouts, their waves and sites as words, icons and tones. */
import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconCircleDashed,
  IconClock,
  IconExclamationCircle,
  IconEyeCheck,
  IconHandStop,
  IconHelpCircle,
  IconLoader2,
  IconPencil,
  IconPlayerPause,
  IconPlayerSkipForward,
  IconTestPipe,
  type TablerIcon,
} from '@tabler/icons-react';
import type {
  DrySiteState,
  Rollout,
  RolloutSiteState,
  RolloutState,
  WaveState,
} from '../../../contract/panel/rollouts.js';
import { type Tone, ToneBadge } from '../ui/tone-badge.js';

interface Words {
  tone: Tone;
  icon: TablerIcon;
  label: string;
}

export const rolloutWords: Record<RolloutState, Words> = {
  draft: { tone: 'quiet', icon: IconPencil, label: 'Draft' },
  dry_run: { tone: 'busy', icon: IconTestPipe, label: 'Dry run' },
  review: { tone: 'warn', icon: IconHandStop, label: 'Needs your word' },
  running: { tone: 'busy', icon: IconLoader2, label: 'Running' },
  paused: { tone: 'warn', icon: IconPlayerPause, label: 'Paused' },
  stopped: { tone: 'bad', icon: IconExclamationCircle, label: 'Stopped' },
  done: { tone: 'ok', icon: IconCircleCheck, label: 'Done' },
  aborted: { tone: 'quiet', icon: IconBan, label: 'Aborted' },
};

const waits: Record<NonNullable<Rollout['waiting_for']>, Words> = {
  window: { tone: 'quiet', icon: IconClock, label: 'Waits for the window' },
  pause: { tone: 'quiet', icon: IconClock, label: 'Between waves' },
  confirmation: { tone: 'warn', icon: IconHandStop, label: 'Needs your word' },
};

export function RolloutBadge({
  rollout,
}: {
  rollout: Pick<Rollout, 'state' | 'waiting_for' | 'reason' | 'counts'>;
}) {
  const { state, waiting_for, reason, counts } = rollout;
  if (state === 'running' && waiting_for) return <ToneBadge {...waits[waiting_for]} />;
  if (state === 'done' && counts.failed > 0) {
    return <ToneBadge tone="warn" icon={IconAlertTriangle} label="Done with failures" />;
  }
  const spinning = state === 'running' || state === 'dry_run';
  return (
    <ToneBadge
      {...rolloutWords[state]}
      spinning={state === 'running' && spinning}
      title={reason ?? undefined}
    />
  );
}

export const waveWords: Record<WaveState, Words> = {
  waiting: { tone: 'quiet', icon: IconCircleDashed, label: 'Not yet' },
  running: { tone: 'busy', icon: IconLoader2, label: 'Running' },
  pausing: { tone: 'quiet', icon: IconClock, label: 'Pause' },
  confirm: { tone: 'warn', icon: IconHandStop, label: 'Needs your word' },
  rechecking: { tone: 'busy', icon: IconEyeCheck, label: 'Second look' },
  done: { tone: 'ok', icon: IconCircleCheck, label: 'Done' },
};

export const siteWords: Record<RolloutSiteState, Words> = {
  waiting: { tone: 'quiet', icon: IconClock, label: 'Waiting' },
  ordering: { tone: 'busy', icon: IconLoader2, label: 'Being ordered' },
  updating: { tone: 'busy', icon: IconLoader2, label: 'Updating' },
  checking: { tone: 'busy', icon: IconEyeCheck, label: 'Being checked' },
  succeeded: { tone: 'ok', icon: IconCircleCheck, label: 'Done' },
  failed: { tone: 'bad', icon: IconExclamationCircle, label: 'Failed' },
  skipped: { tone: 'quiet', icon: IconPlayerSkipForward, label: 'Left out' },
};

export const dryWords: Record<DrySiteState, Words> = {
  none: { tone: 'quiet', icon: IconCircleDashed, label: 'None' },
  waiting: { tone: 'quiet', icon: IconClock, label: 'Waiting' },
  ordering: { tone: 'busy', icon: IconLoader2, label: 'Being ordered' },
  running: { tone: 'busy', icon: IconTestPipe, label: 'Running' },
  ok: { tone: 'ok', icon: IconCircleCheck, label: 'Nothing against it' },
  reasons: { tone: 'warn', icon: IconAlertTriangle, label: 'Speaks against it' },
  unable: { tone: 'quiet', icon: IconHelpCircle, label: 'Cannot do one' },
  failed: { tone: 'bad', icon: IconExclamationCircle, label: 'Failed' },
};

export function SiteBadge({ state }: { state: RolloutSiteState }) {
  return <ToneBadge {...siteWords[state]} spinning={state === 'ordering' || state === 'updating'} />;
}

export function DryBadge({ state }: { state: DrySiteState }) {
  return <ToneBadge {...dryWords[state]} spinning={state === 'ordering'} />;
}
