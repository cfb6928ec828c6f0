import { ActionIcon, Group, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { List } from '../../../../contract/panel/common.js';
import { count } from '../format.js';
import type { ListState } from './use-list-state.js';

/** `51–100 of 1,000` and the way to the pages beside; nothing where one page holds all. */
export function Pager({ list, state }: { list: List<unknown> | undefined; state: ListState }) {
  if (!list || (list.next === null && state.page === 0)) return null;
  const { next } = list;
  const first = state.page * state.pageSize + 1;
  return (
    <Group component="nav" aria-label="Pages" justify="flex-end" gap="xs" px="md" py="sm">
      <Text size="sm" c="dimmed" className="numeric" aria-live="polite">
        {count(first)}–{count(first + list.items.length - 1)} of {count(list.total)}
      </Text>
      <ActionIcon
        variant="default"
        aria-label="Previous page"
        disabled={state.page === 0}
        onClick={() => state.previous()}
      >
        <IconChevronLeft size={16} />
      </ActionIcon>
      <ActionIcon
        variant="default"
        aria-label="Next page"
        disabled={next === null}
        onClick={() => next !== null && state.next(next)}
      >
        <IconChevronRight size={16} />
      </ActionIcon>
    </Group>
  );
}
