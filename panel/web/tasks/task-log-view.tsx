import { Group, ScrollArea, Text, Title } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { ErrorNote } from '../ui/error-note.js';
import { ListSkeleton } from '../ui/list-skeleton.js';
import classes from './task-log-view.module.css';
import { useTaskLog } from './use-task-log.js';

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
/** Pixels from the end within which new lines keep pulling the view along. */
const NEAR_END = 40;

/** The lines of a task's log as they come; stays at the end unless one has scrolled up. */
export function TaskLogView({ id }: { id: number }) {
  const { data, error, isPending } = useTaskLog(id);
  const viewport = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const lines = data?.lines ?? [];
  useEffect(() => {
    const box = viewport.current;
    if (box && follows.current) box.scrollTop = box.scrollHeight;
  }, [lines.length]);
  return (
    <section aria-label="Log">
      <Group justify="space-between" mb={6}>
        <Title order={3}>Log</Title>
        {data?.finished === false && (
          <Text size="xs" c="dimmed">
            follows by itself
          </Text>
        )}
      </Group>
      {error && !data && <ErrorNote error={error} />}
      {isPending && <ListSkeleton rows={3} />}
      {data && lines.length === 0 && (
        <Text c="dimmed">Nothing was written{data.finished ? '.' : ' yet.'}</Text>
      )}
      {lines.length > 0 && (
        <ScrollArea.Autosize
          mah={360}
          className={classes.log}
          viewportRef={viewport}
          viewportProps={{ tabIndex: 0, 'aria-label': 'Lines of the log' }}
          onScrollPositionChange={({ y }) => {
            const box = viewport.current;
            if (box) follows.current = box.scrollHeight - box.clientHeight - y < NEAR_END;
          }}
        >
          <ol className={classes.lines}>
            {lines.map(({ n, at, text }) => (
              <li key={n}>
                {at && <time dateTime={at}>{clock.format(new Date(at))}</time>}
                <span>{text}</span>
              </li>
            ))}
          </ol>
        </ScrollArea.Autosize>
      )}
    </section>
  );
}
