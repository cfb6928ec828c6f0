import { Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { call } from '../api/client.js';
import { ErrorNote } from '../ui/error-note.js';
import { count, plural } from '../ui/format.js';

/** How many courses one order may name; the contract's limit. */
export const MOST_COURSES = 1000;

interface SelectedCoursesProps {
  instanceId: number;
  filters: { search?: string; category_id?: string };
  /** How many courses match the filters. */
  total: number;
  chosen: ReadonlySet<number>;
  onChoose: (ids: ReadonlySet<number>) => void;
  action?: ReactNode;
  /** How many may be chosen; the limit of one order of backups by default. */
  most?: number;
}

/** The ids of all courses that match, up to a limit. */
async function matchingIds(
  id: number,
  filters: SelectedCoursesProps['filters'],
  limit: number,
): Promise<Set<number>> {
  const ids = new Set<number>();
  let cursor: string | undefined;
  do {
    const page = await call('courseList', { id, query: { ...filters, sort: 'name', limit: 500, cursor } });
    for (const course of page.items) ids.add(course.id);
    cursor = page.next ?? undefined;
  } while (cursor && ids.size < limit);
  return new Set([...ids].slice(0, limit));
}

/** What is chosen and what can be done with it. */
export function SelectedCourses({
  instanceId,
  filters,
  total,
  chosen,
  onChoose,
  action,
  most: limit = MOST_COURSES,
}: SelectedCoursesProps) {
  const all = useMutation({ mutationFn: () => matchingIds(instanceId, filters, limit), onSuccess: onChoose });
  const most = Math.min(total, limit);
  return (
    <div style={{ background: 'var(--busy-soft)' }}>
      <Group px="md" py={8} gap="sm" role="region" aria-label="Selected courses">
        <Text fw={550} className="numeric" aria-live="polite">
          {plural(chosen.size, 'course')} selected
        </Text>
        {action}
        {chosen.size < most && (
          <Button size="xs" variant="subtle" loading={all.isPending} onClick={() => all.mutate()}>
            Select {total > most ? `the first ${count(most)}` : `all ${count(most)}`}
          </Button>
        )}
        {chosen.size > 0 && (
          <Button size="xs" variant="subtle" color="gray" onClick={() => onChoose(new Set())}>
            Clear
          </Button>
        )}
      </Group>
      <ErrorNote error={all.error} />
    </div>
  );
}
