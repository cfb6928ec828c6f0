import {
  IconAlertTriangle,
  IconCircleCheck,
  IconHelpCircle,
  IconKeyOff,
  IconPlayerPause,
  IconPlugConnectedX,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ConnectionState } from '../../../contract/panel/instances.js';
import { type Tone, ToneBadge } from './tone-badge.js';

interface Words {
  tone: Tone;
  icon: TablerIcon;
  label: string;
  /** What to do about it. */
  advice: string | null;
}

export const connectionWords: Record<ConnectionState, Words> = {
  connected: { tone: 'ok', icon: IconCircleCheck, label: 'Connected', advice: null },
  unknown: {
    tone: 'quiet',
    icon: IconHelpCircle,
    label: 'Not checked yet',
    advice: 'Sync the site to look at it for the first time.',
  },
  unreachable: {
    tone: 'bad',
    icon: IconPlugConnectedX,
    label: 'Unreachable',
    advice: 'Check that the agent runs and that this panel can reach its address, then sync again.',
  },
  unauthorized: {
    tone: 'bad',
    icon: IconKeyOff,
    label: 'Key refused',
    advice: 'The agent does not accept the stored key. Replace it in the settings of the site.',
  },
  disabled: {
    tone: 'warn',
    icon: IconPlayerPause,
    label: 'Disabled',
    advice: 'The agent is switched off at the site. Enable it there, then sync again.',
  },
  error: {
    tone: 'bad',
    icon: IconAlertTriangle,
    label: 'Error',
    advice: 'The agent answered with an error. Run “moopanel-agent doctor” beside the site, then sync again.',
  },
};

export function ConnectionBadge({ state, error }: { state: ConnectionState; error?: string | null }) {
  const { tone, icon, label } = connectionWords[state];
  return <ToneBadge tone={tone} icon={icon} label={label} title={error ?? undefined} />;
}
