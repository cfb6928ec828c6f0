import { DataList } from '@mantine/core';
import type { ReactNode } from 'react';
import type { RolloutDetail, RolloutWindow } from '../../../../contract/panel/rollouts.js';
import { count, duration, plural } from '../../ui/format.js';
import { Section } from '../../ui/section.js';
import { When } from '../../ui/when.js';

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** What was agreed when the rollout was made. */
export function RolloutFacts({ rollout }: { rollout: RolloutDetail }) {
  const facts: [string, ReactNode][] = [
    ['Brings', rollout.summary],
    ['Sites', plural(rollout.site_count, 'site')],
    ['Between waves', pauseWords(rollout.pause_minutes)],
    ['Window', windowWords(rollout.window)],
    [
      'Stops after',
      rollout.max_failures === 0
        ? 'the first failure'
        : `more than ${plural(rollout.max_failures, 'failure')} in a wave`,
    ],
    ['At the same time', `up to ${plural(rollout.concurrency, 'site')}`],
    ['Time for one site', plural(rollout.site_deadline_minutes, 'minute')],
    ['Dry run first', rollout.dry_run ? 'Yes' : 'No'],
    ...(rollout.options.overwrite_vcs
      ? [['Under version control', 'replaced too'] satisfies [string, string]]
      : []),
    ...(rollout.options.ignore_health ? [['Health', 'not looked at'] satisfies [string, string]] : []),
    [
      'Made',
      <span key="made">
        <When at={rollout.created_at} /> by {rollout.created_by}
      </span>,
    ],
    [
      'Started',
      <span key="started">
        <When at={rollout.started_at} none="Not yet" />
        {rollout.started_by && ` by ${rollout.started_by}`}
      </span>,
    ],
    ...(rollout.started_at && rollout.finished_at
      ? [['Took', duration(rollout.started_at, Date.parse(rollout.finished_at))] satisfies [string, string]]
      : []),
  ];
  return (
    <Section title="Settings">
      <DataList withDivider gap="xs">
        {facts.map(([label, value]) => (
          <DataList.Item key={label}>
            <DataList.ItemLabel>{label}</DataList.ItemLabel>
            <DataList.ItemValue style={{ overflowWrap: 'anywhere' }}>{value}</DataList.ItemValue>
          </DataList.Item>
        ))}
      </DataList>
    </Section>
  );
}

function pauseWords(minutes: number | null): string {
  if (minutes === null) return 'Until an operator confirms';
  return minutes === 0 ? 'No pause' : `${count(minutes)} minutes`;
}

function windowWords(window: RolloutWindow | null): string {
  if (window === null) return 'At any time';
  // Monday first, as calendars have it here.
  const on = [1, 2, 3, 4, 5, 6, 0].filter((day) => window.days.includes(day)).map((day) => days[day]);
  const when = on.length === 7 ? 'Every day' : on.join(', ');
  return `${when} ${window.from}–${window.to}, by each site’s clock`;
}
