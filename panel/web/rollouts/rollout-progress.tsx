import { Group, Progress, Text, Tooltip } from '@mantine/core';
import type { RolloutCounts } from '../../../contract/panel/rollouts.js';
import { count, plural } from '../ui/format.js';

interface RolloutProgressProps {
  counts: RolloutCounts;
  total: number;
  /** Names the bar for those who cannot see it. */
  label: string;
  size?: number;
}

const parts = [
  { key: 'succeeded', color: 'green.5', word: 'done' },
  { key: 'failed', color: 'red.5', word: 'failed' },
  { key: 'active', color: 'ink.5', word: 'under way' },
  { key: 'skipped', color: 'gray.5', word: 'left out' },
] as const;

/** How many sites are where, as one bar; what is empty still waits. */
export function RolloutProgress({ counts, total, label, size = 8 }: RolloutProgressProps) {
  const shown = parts.filter(({ key }) => counts[key] > 0);
  const words = [...shown, { key: 'waiting', word: 'waiting' } as const]
    .filter(({ key }) => counts[key] > 0)
    .map(({ key, word }) => `${count(counts[key])} ${word}`)
    .join(', ');
  return (
    <div style={{ minWidth: 120, width: '100%' }}>
      <Tooltip label={words || 'No site'}>
        <Progress.Root size={size} transitionDuration={300} aria-label={`${label}: ${words}`} role="img">
          {shown.map(({ key, color }) => (
            <Progress.Section
              key={key}
              value={(counts[key] / Math.max(total, 1)) * 100}
              color={color}
              animated={key === 'active'}
              role="presentation"
              aria-hidden
            />
          ))}
        </Progress.Root>
      </Tooltip>
      <Group gap={6} mt={4}>
        <Text size="xs" c="dimmed" className="numeric">
          {count(counts.succeeded + counts.skipped + counts.failed)} of {plural(total, 'site')}
        </Text>
        {counts.failed > 0 && (
          <Text size="xs" c="var(--bad)" className="numeric">
            · {count(counts.failed)} failed
          </Text>
        )}
      </Group>
    </div>
  );
}
