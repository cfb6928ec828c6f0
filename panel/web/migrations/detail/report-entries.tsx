import { Button, Center, Group, Loader, Text } from '@mantine/core';
import { useIntersection } from '@mantine/hooks';
import { IconCircleCheck, IconFilterOff } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type {
  MigrationDetail,
  MigrationReport,
  MigrationTarget,
} from '../../../../contract/panel/migrations.js';
import { call } from '../../api/client.js';
import { keys } from '../../api/query-keys.js';
import { BlankSlate } from '../../ui/blank-slate.js';
import { ErrorState } from '../../ui/error-state.js';
import { count } from '../../ui/format.js';
import { ListSkeleton } from '../../ui/list-skeleton.js';
import { isTargetOpen, kindWords, OutcomeBadge } from '../migration-words.js';
import classes from './report.module.css';
import type { ReportView } from './report-view.js';

const PAGE = 100;
/** While an import runs, so many pages are asked for again; further ones are history. */
const LIVE_PAGES = 2;
const LIVE_MS = 4_000;

interface ReportEntriesProps {
  migration: MigrationDetail;
  target: MigrationTarget;
  view: ReportView;
  onView: (changes: Partial<ReportView>) => void;
}

/** The entries of one target's report, more of them as one scrolls. */
export function ReportEntries({ migration, target, view, onView }: ReportEntriesProps) {
  const { outcome, kind } = view;
  const running = isTargetOpen(target.state);
  const report = useInfiniteQuery({
    queryKey: [
      ...keys.migrationReports(migration.id),
      target.id,
      { attempt: target.attempt, ended: target.finished_at, outcome, kind },
    ],
    queryFn: ({ pageParam, signal }) =>
      call('migrationReport', {
        id: migration.id,
        parts: { target: target.id },
        query: { after: pageParam, limit: PAGE, outcome: outcome ?? undefined, kind: kind ?? undefined },
        signal,
      }),
    placeholderData: keepPreviousData,
    initialPageParam: 0,
    getNextPageParam: ({ next }: MigrationReport) => next,
    refetchInterval: ({ state }) =>
      running && (state.data?.pages.length ?? 0) <= LIVE_PAGES ? LIVE_MS : false,
  });
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = report;
  const { ref: end, entry: near } = useIntersection();
  const wanted = near?.isIntersecting === true && hasNextPage && !isFetchingNextPage && !report.error;
  useEffect(() => {
    if (wanted) void fetchNextPage();
  }, [wanted, fetchNextPage]);

  if (report.isPending) return <ListSkeleton rows={4} />;
  if (!report.data) return <ErrorState error={report.error} onRetry={() => void report.refetch()} />;
  const entries = report.data.pages.flatMap((page) => page.entries);
  if (entries.length === 0) return <Nothing view={view} running={running} onView={onView} />;
  return (
    <>
      <div
        className={classes.entries}
        data-waiting={report.isPlaceholderData || undefined}
        aria-busy={report.isPlaceholderData}
        role="region"
        aria-label={`Report of ${target.instance_name}`}
        // A part that scrolls is reached with the keyboard, too.
        tabIndex={0}
      >
        <ol style={{ listStyle: 'none', margin: 0, padding: 0 }}>
          {entries.map((entry) => (
            <li key={entry.n} className={classes.entry}>
              <div>
                <OutcomeBadge outcome={entry.outcome} dry={migration.dry_run} />
              </div>
              <div>
                <Text fw={550}>{entry.name}</Text>
                <div className={classes.where}>
                  {kindWords[entry.kind]}, line {count(entry.line)}
                  {entry.target_id !== null && ` · id ${entry.target_id} there`}
                </div>
              </div>
              <Text c={entry.message ? undefined : 'dimmed'}>{entry.message}</Text>
            </li>
          ))}
        </ol>
        <Center ref={end} mih={1} py={hasNextPage ? 'sm' : 0}>
          {isFetchingNextPage && <Loader size="sm" aria-label="Loading more" />}
          {report.isFetchNextPageError && (
            <Button size="xs" variant="default" onClick={() => void fetchNextPage()}>
              The rest could not be loaded: try again
            </Button>
          )}
        </Center>
      </div>
      <Group px="lg" py="xs" justify="flex-end">
        <Text size="xs" c="dimmed" className="numeric" aria-live="polite">
          {count(entries.length)} {hasNextPage ? 'shown, more as you scroll' : 'shown, that is all'}
        </Text>
      </Group>
    </>
  );
}

function Nothing({
  view,
  running,
  onView,
}: Pick<ReportEntriesProps, 'view' | 'onView'> & { running: boolean }) {
  if (view.kind === null && view.outcome === null) {
    return (
      <BlankSlate icon={IconCircleCheck} title={running ? 'Nothing is reported yet' : 'The report is empty'}>
        {running ? 'Entries appear here as the target works.' : 'The target had nothing to do.'}
      </BlankSlate>
    );
  }
  return (
    <BlankSlate
      icon={IconCircleCheck}
      title="Nothing of that"
      action={
        <Button
          variant="default"
          leftSection={<IconFilterOff size={16} />}
          onClick={() => onView({ kind: null, outcome: null })}
        >
          Show everything
        </Button>
      }
    >
      No entry of this report fits the filters.
    </BlankSlate>
  );
}
