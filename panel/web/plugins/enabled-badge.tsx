import { IconCircleCheck, IconCircleMinus } from '@tabler/icons-react';
import { ToneBadge } from '../ui/tone-badge.js';

/** Moodle says “disabled” of kinds that cannot be switched as well. */
export function EnabledBadge({ enabled }: { enabled: boolean }) {
  return enabled ? (
    <ToneBadge tone="ok" icon={IconCircleCheck} label="Enabled" />
  ) : (
    <ToneBadge tone="quiet" icon={IconCircleMinus} label="Not enabled" />
  );
}
