import { Anchor, DataList } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { UpdateRequestDetail } from '../../../contract/panel/updates.js';
import { sourceWords } from '../tasks/task-words.js';
import { DASH, dateTime, duration } from '../ui/format.js';
import { useNow } from '../ui/use-now.js';

interface RequestFactsProps {
  request: UpdateRequestDetail;
  onOpen: (id: number) => void;
}

/** Who, where, when, how long. */
export function RequestFacts({ request, onOpen }: RequestFactsProps) {
  const now = useNow('quick');
  const { started_at, finished_at, created_at, created_by, retry_of, rollout_id, options } = request;
  const exceptions = [
    options.overwrite_vcs && 'plugins under version control replaced',
    options.ignore_health && 'site’s health not asked for',
  ].filter(Boolean);
  const facts: [string, ReactNode][] = [
    [
      'Site',
      <Anchor key="site" component={Link} to={`/sites/${request.instance_id}/updates`} size="sm">
        {request.instance_name}
      </Anchor>,
    ],
    ['Ordered', `${dateTime(created_at)}${created_by ? `, by ${created_by}` : ''}`],
    ['Started', started_at ? dateTime(started_at) : DASH],
    ['Ended', finished_at ? dateTime(finished_at) : DASH],
    [
      'Took',
      started_at || finished_at
        ? duration(started_at ?? created_at, finished_at ? Date.parse(finished_at) : now)
        : DASH,
    ],
    ['End reported by', request.result_source ? sourceWords[request.result_source] : DASH],
    ...(exceptions.length > 0
      ? ([['Exceptions', exceptions.join(', ')]] satisfies [string, ReactNode][])
      : []),
    ...(rollout_id !== null
      ? ([
          [
            'Part of',
            <Anchor key="rollout" component={Link} to={`/rollouts/${rollout_id}`} size="sm">
              rollout #{rollout_id}
            </Anchor>,
          ],
        ] satisfies [string, ReactNode][])
      : []),
    ...(retry_of !== null
      ? ([
          [
            'Again after',
            <Anchor key="retry" component="button" type="button" size="sm" onClick={() => onOpen(retry_of)}>
              request #{retry_of}
            </Anchor>,
          ],
        ] satisfies [string, ReactNode][])
      : []),
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
