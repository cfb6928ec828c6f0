import { Anchor, DataList } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Task } from '../../../contract/panel/tasks.js';
import { DASH, dateTime, duration } from '../ui/format.js';
import { isOpen } from '../ui/task-state-badge.js';
import { useNow } from '../ui/use-now.js';
import { sourceWords } from './task-words.js';

/** Where, when and by whom. */
export function TaskFacts({ task }: { task: Task }) {
  const now = useNow('quick');
  const facts: [string, ReactNode][] = [
    [
      'Site',
      <Anchor key="site" component={Link} to={`/sites/${task.instance_id}`} size="sm">
        {task.instance_name}
      </Anchor>,
    ],
    ...(task.update_request_id === null
      ? []
      : ([
          [
            'Request',
            <Anchor
              key="request"
              component={Link}
              to={`/updates/requests?request=${task.update_request_id}`}
              size="sm"
            >
              #{task.update_request_id}, with items and report
            </Anchor>,
          ],
        ] satisfies [string, ReactNode][])),
    ['Message', task.message || DASH],
    ['Ordered', `${dateTime(task.created_at)}${task.created_by ? `, by ${task.created_by}` : ''}`],
    // A quick task can end before anybody saw it start.
    ...(task.started_at || isOpen(task.status)
      ? ([['Started', task.started_at ? dateTime(task.started_at) : DASH]] satisfies [string, ReactNode][])
      : []),
    ['Ended', task.finished_at ? dateTime(task.finished_at) : DASH],
    [
      'Took',
      task.started_at || task.finished_at
        ? duration(task.started_at ?? task.created_at, task.finished_at ? Date.parse(task.finished_at) : now)
        : DASH,
    ],
    ['Job at the site', task.moodle_job_id ?? DASH],
    ['End reported by', task.result_source ? sourceWords[task.result_source] : DASH],
  ];
  return (
    <DataList size="sm" gap={6} labelWidth={130}>
      {facts.map(([label, value]) => (
        <DataList.Item key={label}>
          <DataList.ItemLabel>{label}</DataList.ItemLabel>
          <DataList.ItemValue className="numeric">{value}</DataList.ItemValue>
        </DataList.Item>
      ))}
    </DataList>
  );
}
