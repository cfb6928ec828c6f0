import { Group, Progress, Text } from '@mantine/core';
import { percent } from './format.js';

interface ProgressLineProps {
  /** 0 to 1. */
  progress: number;
  /** Names the bar for those who cannot see it. */
  label: string;
  message?: string | null;
  animated?: boolean;
}

/** A bar with its percentage, and below it what is being done. */
export function ProgressLine({ progress, label, message, animated = true }: ProgressLineProps) {
  const value = percent(progress);
  return (
    <div style={{ minWidth: 120, width: '100%' }}>
      <Group gap={8} wrap="nowrap">
        <Progress.Root size={6} flex={1} transitionDuration={300}>
          <Progress.Section
            value={Math.max(value, 2)}
            aria-label={label}
            aria-valuetext={`${value}%`}
            animated={animated}
          />
        </Progress.Root>
        <Text size="xs" className="numeric" w={40} ta="right" style={{ whiteSpace: 'nowrap' }}>
          {value}%
        </Text>
      </Group>
      {message && (
        <Text size="xs" c="dimmed" truncate title={message}>
          {message}
        </Text>
      )}
    </div>
  );
}
