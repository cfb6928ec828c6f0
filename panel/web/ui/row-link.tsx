import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import classes from './row-link.module.css';

interface RowLinkProps {
  to: string;
  title: string;
  aside?: ReactNode;
  children?: ReactNode;
}

/** A line of a short list that leads somewhere as a whole. */
export function RowLink({ to, title, aside, children }: RowLinkProps) {
  return (
    <Link to={to} className={classes.row}>
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text fw={550} lineClamp={2} title={title}>
          {title}
        </Text>
        <div style={{ flex: 'none' }}>{aside}</div>
      </Group>
      {children}
    </Link>
  );
}
