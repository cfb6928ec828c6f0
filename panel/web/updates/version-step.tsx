import { Group, Text } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { DASH } from '../ui/format.js';

/** From one version to another. */
export function VersionStep({ from, to }: { from: string | null; to: string | null }) {
  return (
    <Group gap={6} wrap="wrap" className="numeric" style={{ columnGap: 6, rowGap: 0 }}>
      <Text size="sm" c="dimmed">
        {from ?? DASH}
      </Text>
      <IconArrowRight size={14} aria-label="to" style={{ flex: 'none' }} />
      <Text size="sm">{to ?? DASH}</Text>
    </Group>
  );
}
