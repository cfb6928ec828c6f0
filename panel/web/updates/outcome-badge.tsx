import { IconAlertTriangle, IconArrowBackUp, IconHandStop } from '@tabler/icons-react';
import type { UpdateRequest } from '../../../contract/panel/updates.js';
import { ToneBadge } from '../ui/tone-badge.js';
import { outcomeWords } from './update-words.js';

const icons = { refused: IconHandStop, reverted: IconArrowBackUp, broken: IconAlertTriangle };

/** What became of the site where that says more than the state; nothing for what went as wanted. */
export function OutcomeBadge({ outcome }: { outcome: UpdateRequest['outcome'] }) {
  if (outcome === null || outcome === 'done') return null;
  const { tone, label, text } = outcomeWords[outcome];
  return (
    <ToneBadge strong={outcome === 'broken'} tone={tone} icon={icons[outcome]} label={label} title={text} />
  );
}
