import { IconCheck, IconGitCompare } from '@tabler/icons-react';
import { DASH, plural } from '../ui/format.js';
import { ToneBadge } from '../ui/tone-badge.js';

/** How many settings differ from a reference; a dash where there is none. */
export function DriftBadge({ count }: { count: number | null | undefined }) {
  if (count === null || count === undefined) return <>{DASH}</>;
  return count === 0 ? (
    <ToneBadge tone="ok" icon={IconCheck} label="Same" />
  ) : (
    <ToneBadge tone="warn" icon={IconGitCompare} label={plural(count, 'difference')} />
  );
}
