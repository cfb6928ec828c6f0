import { Card, Group, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

interface SectionProps {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** For tables and lists that reach the card's edges. */
  flush?: boolean;
}

/** A titled card. */
export function Section({ title, lead, actions, children, flush }: SectionProps) {
  const id = useId();
  return (
    <Card component="section" aria-labelledby={id} padding={flush ? 0 : 'lg'}>
      <Group
        justify="space-between"
        align="flex-start"
        mb={flush ? 0 : 'sm'}
        p={flush ? 'lg' : 0}
        pb={flush ? 'sm' : 0}
      >
        <div style={{ minWidth: 0 }}>
          <Title order={2} id={id}>
            {title}
          </Title>
          {lead && (
            <Text c="dimmed" mt={2} component="div">
              {lead}
            </Text>
          )}
        </div>
        {actions}
      </Group>
      {children}
    </Card>
  );
}
