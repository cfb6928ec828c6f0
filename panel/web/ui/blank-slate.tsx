import { EmptyState } from '@mantine/core';
import type { TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface BlankSlateProps {
  icon: TablerIcon;
  title: string;
  children?: ReactNode;
  /** The button that leads on. */
  action?: ReactNode;
}

/** Says why there is nothing here and what to do next. */
export function BlankSlate({ icon: Icon, title, children, action }: BlankSlateProps) {
  return (
    <EmptyState
      py={44}
      px="md"
      size="xs"
      variant="light"
      icon={<Icon aria-hidden />}
      title={title}
      description={children}
    >
      {action && <EmptyState.Actions mt="sm">{action}</EmptyState.Actions>}
    </EmptyState>
  );
}
