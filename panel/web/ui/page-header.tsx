import { Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface PageHeaderProps {
  title: string;
  /** Beside the title, such as a state. */
  aside?: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
}

/** The first line of a page; also names the browser's tab. */
export function PageHeader({ title, aside, lead, actions }: PageHeaderProps) {
  return (
    <Group justify="space-between" align="flex-start" mb="lg" gap="sm">
      <title>{`${title} · MooPanel`}</title>
      <Stack gap={2} style={{ minWidth: 0, flex: '1 1 auto' }}>
        <Group gap="sm">
          <Title order={1}>{title}</Title>
          {aside}
        </Group>
        {lead && (
          <Text c="dimmed" component="div">
            {lead}
          </Text>
        )}
      </Stack>
      {actions && <Group gap="xs">{actions}</Group>}
    </Group>
  );
}
