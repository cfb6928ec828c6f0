import { IconCircleCheck, IconFlask } from '@tabler/icons-react';
import { ToneBadge } from '../ui/tone-badge.js';
import { maturityWords } from './update-words.js';

/** How ready a version is, by its makers' word; nothing where they gave none. */
export function MaturityBadge({ maturity }: { maturity: number | null }) {
  const words = maturityWords(maturity);
  if (!words) return null;
  return <ToneBadge {...words} icon={words.tone === 'ok' ? IconCircleCheck : IconFlask} />;
}
