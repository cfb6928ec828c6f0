import { Anchor, Group, Text } from '@mantine/core';
import { IconFlask } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { MigrationSummary } from '../../../contract/panel/migrations.js';
import { count, plural } from '../ui/format.js';
import { ProgressLine } from '../ui/progress-line.js';
import type { Column } from '../ui/table/column.js';
import { ToneBadge } from '../ui/tone-badge.js';
import { When } from '../ui/when.js';
import { isMigrationOpen, MigrationBadge, whatWords } from './migration-words.js';

export const migrationColumns: Column<MigrationSummary>[] = [
  {
    key: 'name',
    header: 'Migration',
    sort: 'name',
    main: true,
    render: (migration) => (
      <div style={{ minWidth: 0 }}>
        <Group gap={8}>
          <Anchor component={Link} to={`/migrations/${migration.id}`} fw={550} c="var(--mantine-color-text)">
            {migration.name}
          </Anchor>
          {migration.dry_run && <DryRunBadge />}
        </Group>
        <Text size="xs" c="dimmed">
          {whatWords[migration.what].label}
        </Text>
      </div>
    ),
  },
  {
    key: 'way',
    header: 'From and to',
    render: ({ source_name, target_count }) => (
      <div>
        <Text>{source_name}</Text>
        <Text size="xs" c="dimmed">
          → {plural(target_count, 'site')}
        </Text>
      </div>
    ),
  },
  {
    key: 'state',
    header: 'State',
    sort: 'state',
    width: 210,
    render: (migration) => <State migration={migration} />,
  },
  {
    key: 'created',
    header: 'Started',
    sort: 'created_at',
    descendingFirst: true,
    render: ({ created_at, created_by }) => (
      <div>
        <When at={created_at} />
        {created_by && (
          <Text size="xs" c="dimmed">
            by {created_by}
          </Text>
        )}
      </div>
    ),
  },
];

export function DryRunBadge() {
  return <ToneBadge tone="busy" icon={IconFlask} label="Dry run" />;
}

function State({ migration }: { migration: MigrationSummary }) {
  const { state, progress, name, succeeded, failed, target_count } = migration;
  const open = isMigrationOpen(state);
  return (
    <div style={{ width: '100%' }}>
      <MigrationBadge migration={migration} />
      {open && <ProgressLine progress={progress} label={`Progress of ${name}`} />}
      {!open && failed > 0 && (
        <Text size="xs" c="dimmed" mt={3} className="numeric">
          {count(succeeded)} of {plural(target_count, 'site')} done,{' '}
          <Text span inherit c="var(--bad)">
            {count(failed)} failed
          </Text>
        </Text>
      )}
    </div>
  );
}
