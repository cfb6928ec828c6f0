import { Anchor, Badge, Group, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { UpdateRequest } from '../../../contract/panel/updates.js';
import { DASH, duration } from '../ui/format.js';
import type { Column } from '../ui/table/column.js';
import { When } from '../ui/when.js';
import { RequestState } from './request-state.js';
import { requestTitle } from './update-words.js';

/** @param withSite shows which site is changed */
export function requestColumns(options: {
  withSite: boolean;
  onOpen: (id: number) => void;
}): Column<UpdateRequest>[] {
  const columns: (Column<UpdateRequest> | false)[] = [
    {
      key: 'request',
      header: 'Request',
      main: true,
      render: (request) => (
        <div style={{ minWidth: 0 }}>
          <Group gap={6}>
            <Anchor
              component="button"
              type="button"
              fw={550}
              size="sm"
              ta="left"
              c="var(--mantine-color-text)"
              onClick={() => options.onOpen(request.id)}
            >
              {requestTitle(request)}
            </Anchor>
            {request.dry_run && (
              <Badge variant="default" size="xs" fw={500} tt="none">
                Dry run
              </Badge>
            )}
          </Group>
          <Text size="xs" c="dimmed">
            #{request.id}
            {request.created_by ? ` · by ${request.created_by}` : ''}
            {request.retry_of !== null ? ` · again after #${request.retry_of}` : ''}
            {request.rollout_id !== null && (
              <>
                {' · '}
                <Anchor component={Link} to={`/rollouts/${request.rollout_id}`} size="xs" underline="always">
                  rollout #{request.rollout_id}
                </Anchor>
              </>
            )}
          </Text>
        </div>
      ),
    },
    options.withSite && {
      key: 'site',
      header: 'Site',
      sort: 'instance_name',
      render: (request) => request.instance_name,
    },
    {
      key: 'status',
      header: 'State',
      sort: 'status',
      width: 220,
      render: (request) => (
        <div>
          <RequestState request={request} />
          {request.status === 'failed' && request.error && (
            <Text
              size="xs"
              c={request.dry_run ? 'dimmed' : 'var(--bad)'}
              mt={3}
              lineClamp={2}
              title={request.error}
            >
              {request.error}
            </Text>
          )}
        </div>
      ),
    },
    {
      key: 'ordered',
      header: 'Ordered',
      sort: 'created_at',
      descendingFirst: true,
      render: (request) => <When at={request.created_at} />,
    },
    {
      key: 'took',
      header: 'Took',
      align: 'right',
      render: ({ created_at, started_at, finished_at }) =>
        finished_at ? duration(started_at ?? created_at, Date.parse(finished_at)) : DASH,
    },
  ];
  return columns.filter((column) => column !== false);
}
