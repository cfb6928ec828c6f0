import { Text } from '@mantine/core';
import type { Rollout } from '../../../contract/panel/rollouts.js';
import { DASH, plural } from '../ui/format.js';
import type { Column } from '../ui/table/column.js';
import { When } from '../ui/when.js';
import { RolloutProgress } from './rollout-progress.js';
import { RolloutBadge } from './rollout-words.js';

export const rolloutColumns: Column<Rollout>[] = [
  {
    key: 'name',
    header: 'Rollout',
    sort: 'name',
    main: true,
    render: (rollout) => (
      <div style={{ minWidth: 0 }}>
        <Text fw={550}>{rollout.name}</Text>
        <Text size="xs" c="dimmed" lineClamp={1} title={rollout.summary}>
          {rollout.summary}
        </Text>
      </div>
    ),
  },
  {
    key: 'state',
    header: 'State',
    sort: 'state',
    width: 190,
    render: (rollout) => <RolloutBadge rollout={rollout} />,
  },
  {
    key: 'progress',
    header: 'Sites',
    width: 220,
    render: (rollout) => (
      <RolloutProgress
        counts={rollout.counts}
        total={rollout.site_count}
        label={`Progress of ${rollout.name}`}
      />
    ),
  },
  {
    key: 'wave',
    header: 'Wave',
    render: ({ current_wave, wave_count }) =>
      current_wave === null ? plural(wave_count, 'wave') : `${current_wave} of ${wave_count}`,
  },
  {
    key: 'started',
    header: 'Started',
    sort: 'created_at',
    descendingFirst: true,
    render: ({ started_at, started_by, created_by }) => (
      <div>
        <When at={started_at} none={DASH} />
        <Text size="xs" c="dimmed">
          by {started_by ?? created_by}
        </Text>
      </div>
    ),
  },
];
