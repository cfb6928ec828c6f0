import { Button, Center, Drawer, Group, Stack, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { OrgJob, OrgJobsReply, OrgUnit } from '../../../contract/agent/organisation.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { ErrorState } from '../ui/error-state.js';
import { day, plural } from '../ui/format.js';
import { ListSkeleton } from '../ui/list-skeleton.js';
import { isoTime } from '../ui/unix-time.js';
import classes from './unit-people.module.css';

interface UnitPeopleProps {
  siteId: number;
  unit: OrgUnit;
  onClose: () => void;
}

/** Who belongs to a department or holds a position. */
export function UnitPeople({ siteId, unit, onClose }: UnitPeopleProps) {
  const people = useInfiniteQuery({
    queryKey: [...keys.organisation(siteId), 'jobs', unit.id],
    queryFn: ({ pageParam, signal }) =>
      call('siteOrgJobs', { id: siteId, query: { unitid: unit.id, after: pageParam, limit: 100 }, signal }),
    initialPageParam: 0,
    getNextPageParam: ({ next }: OrgJobsReply) => next,
  });
  const jobs = people.data?.pages.flatMap((page) => page.jobs) ?? [];
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={520}
      title={
        <div>
          <Text fw={600}>{unit.name}</Text>
          <Text size="xs" c="dimmed">
            {plural(unit.jobs, 'person', 'people')}
          </Text>
        </div>
      }
    >
      {unit.description && (
        <Text c="dimmed" mb="md">
          {unit.description}
        </Text>
      )}
      {people.isPending && <ListSkeleton rows={5} />}
      {people.error && !people.data && (
        <ErrorState error={people.error} onRetry={() => void people.refetch()} />
      )}
      {people.data && jobs.length === 0 && (
        <BlankSlate icon={IconUsers} title="Nobody yet">
          Jobs come with a migration of the jobs of another site.
        </BlankSlate>
      )}
      <ul className={classes.people}>
        {jobs.map((job) => (
          <Person key={job.id} job={job} unit={unit} />
        ))}
      </ul>
      {people.hasNextPage && (
        <Center py="sm">
          <Button
            variant="subtle"
            size="xs"
            loading={people.isFetchingNextPage}
            onClick={() => void people.fetchNextPage()}
          >
            {people.isFetchNextPageError ? 'That failed: try again' : 'Show more'}
          </Button>
        </Center>
      )}
    </Drawer>
  );
}

function Person({ job, unit }: { job: OrgJob; unit: OrgUnit }) {
  // What the unit itself says already is left out.
  const other = job.departmentid === unit.id ? job.position : job.department;
  const from = isoTime(job.startdate);
  const to = isoTime(job.enddate);
  return (
    <li className={classes.person}>
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Stack gap={0} style={{ minWidth: 0 }}>
          <Text fw={550} truncate>
            {job.fullname}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {job.username}
            {other && ` · ${other}`}
          </Text>
        </Stack>
        <Text size="xs" c="dimmed" ta="right" style={{ flex: 'none' }}>
          {job.startdate > 0 && from ? `since ${day(from)}` : ''}
          {to && (
            <>
              <br />
              until {day(to)}
            </>
          )}
        </Text>
      </Group>
    </li>
  );
}
