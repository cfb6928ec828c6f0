import { ActionIcon, Anchor, Button, Card, Group, Select, Text, Title, Tooltip } from '@mantine/core';
import { IconListSearch, IconRefresh, IconSchool } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import type {
  MigrationDetail,
  MigrationTarget,
  MigrationTargetState,
} from '../../../../contract/panel/migrations.js';
import { BlankSlate } from '../../ui/blank-slate.js';
import { bytes, count, DASH, plural } from '../../ui/format.js';
import { ProgressLine } from '../../ui/progress-line.js';
import type { Column } from '../../ui/table/column.js';
import { DataTable } from '../../ui/table/data-table.js';
import { SearchField } from '../../ui/table/search-field.js';
import { When } from '../../ui/when.js';
import { mayTryAgain, totalOf } from '../count-outcomes.js';
import { isMigrationOpen, TargetBadge, targetStateWords } from '../migration-words.js';
import { useMigrationAction } from './use-migration-action.js';

/** Rows before somebody asks for more. */
const ROWS = 25;
/** From this many targets on, they can be searched. */
const MANY = 8;

interface TargetListProps {
  migration: MigrationDetail;
  may: boolean;
  /** Opens what became of each entity at a target. */
  onReport: (target: MigrationTarget) => void;
}

/** How far each target is and what came of it; those that need somebody stand first. */
export function TargetList({ migration, may, onReport }: TargetListProps) {
  const [search, setSearch] = useState('');
  const [state, setState] = useState<MigrationTargetState | null>(null);
  const [rows, setRows] = useState(ROWS);
  const { retry } = useMigrationAction(migration.id);
  const { targets } = migration;
  const found = targets
    .filter((target) => state === null || target.state === state)
    .filter(({ instance_name }) => instance_name.toLowerCase().includes(search.toLowerCase()))
    .toSorted((a, b) => rank(a) - rank(b) || a.instance_name.localeCompare(b.instance_name));
  const states = Object.entries(targetStateWords)
    .filter(([value]) => targets.some((target) => target.state === value))
    .map(([value, { label }]) => ({ value, label }));
  return (
    <Card padding={0} component="section" aria-labelledby="targets">
      <Group p="lg" pb="sm" justify="space-between">
        <Title order={2} id="targets">
          {plural(targets.length, 'target')}
        </Title>
        {targets.length >= MANY && (
          <Group gap="sm" flex="1 1 300px" justify="flex-end">
            <SearchField label="Search targets" value={search} onSearch={setSearch} />
            <Select
              aria-label="State of the target"
              placeholder="Every state"
              data={states}
              value={state}
              onChange={(value) => setState(value as MigrationTargetState | null)}
              clearable
              clearButtonProps={{ 'aria-label': 'Clear: State of the target' }}
              w={160}
            />
          </Group>
        )}
      </Group>
      <DataTable
        label="Targets"
        columns={columnsOf({
          migration,
          may,
          onReport,
          onRetry: ({ id }) => retry.mutate([id]),
        })}
        rows={found.slice(0, rows)}
        error={null}
        onRetry={() => undefined}
        empty={<BlankSlate icon={IconSchool} title="No target fits this search" />}
      />
      {found.length > rows && (
        <Group justify="center" py="sm">
          <Button variant="subtle" size="xs" onClick={() => setRows(rows + 100)}>
            Show more of {count(found.length)}
          </Button>
        </Group>
      )}
    </Card>
  );
}

const order: readonly MigrationTargetState[] = [
  'failed',
  'importing',
  'transferring',
  'waiting',
  'cancelled',
  'succeeded',
];
const rank = ({ state }: MigrationTarget): number => order.indexOf(state);

interface ColumnOptions extends TargetListProps {
  onRetry: (target: MigrationTarget) => void;
}

function columnsOf({ migration, may, onReport, onRetry }: ColumnOptions): Column<MigrationTarget>[] {
  const open = isMigrationOpen(migration.state);
  return [
    {
      key: 'site',
      header: 'Site',
      main: true,
      width: '28%',
      render: (target) => (
        <div style={{ minWidth: 0 }}>
          {target.instance_id === null ? (
            <Text fw={550}>{target.instance_name}</Text>
          ) : (
            <Anchor
              component={Link}
              to={`/sites/${target.instance_id}`}
              fw={550}
              c="var(--mantine-color-text)"
            >
              {target.instance_name}
            </Anchor>
          )}
          {target.error && (
            <Text size="xs" c="var(--bad)" lineClamp={3} title={target.error}>
              {target.error}
            </Text>
          )}
          {target.attempt > 1 && (
            <Text size="xs" c="dimmed">
              Attempt {target.attempt}
            </Text>
          )}
        </div>
      ),
    },
    {
      key: 'state',
      header: 'State',
      width: 220,
      render: (target) => <State target={target} size={migration.export.size} />,
    },
    {
      key: 'counts',
      header: 'Result',
      width: 210,
      render: (target) => <Result target={target} dry={migration.dry_run} />,
    },
    { key: 'ended', header: 'Ended', render: ({ finished_at }) => <When at={finished_at} /> },
    {
      key: 'actions',
      header: 'Actions',
      align: 'right',
      actions: true,
      width: 90,
      render: (target) => (
        <Group gap={4} wrap="nowrap" justify="flex-end">
          {may && !open && mayTryAgain(target, migration.dry_run) && (
            <Tooltip label="Try again">
              <ActionIcon
                variant="subtle"
                aria-label={`Try ${target.instance_name} again`}
                onClick={() => onRetry(target)}
              >
                <IconRefresh size={17} />
              </ActionIcon>
            </Tooltip>
          )}
          {target.started_at !== null && (
            <Tooltip label="Report">
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Show the report of ${target.instance_name}`}
                onClick={() => onReport(target)}
              >
                <IconListSearch size={17} />
              </ActionIcon>
            </Tooltip>
          )}
        </Group>
      ),
    },
  ];
}

function State({ target, size }: { target: MigrationTarget; size: number | null }) {
  const { state, progress, message, transferred, instance_name } = target;
  const moving = state === 'transferring' || state === 'importing';
  const words =
    state === 'transferring' && size !== null ? `${bytes(transferred)} of ${bytes(size)}` : message;
  return (
    <div style={{ width: '100%', minWidth: 0, maxWidth: 320 }}>
      <TargetBadge state={state} />
      {moving && <ProgressLine progress={progress} message={words} label={`Progress at ${instance_name}`} />}
    </div>
  );
}

function Result({ target, dry }: { target: MigrationTarget; dry: boolean }) {
  const sum = totalOf(target.counts);
  if (Object.values(sum).every((value) => value === 0)) return <>{DASH}</>;
  const parts = [
    sum.created > 0 && `${count(sum.created)} ${dry ? 'to create' : 'created'}`,
    sum.matched > 0 && `${count(sum.matched)} there already`,
    sum.skipped > 0 && `${count(sum.skipped)} left out`,
  ].filter(Boolean);
  return (
    <Text size="xs" className="numeric" component="div">
      {parts.join(', ')}
      {sum.conflict > 0 && <div style={{ color: 'var(--warn)' }}>{plural(sum.conflict, 'conflict')}</div>}
      {sum.failed > 0 && <div style={{ color: 'var(--bad)' }}>{count(sum.failed)} failed</div>}
    </Text>
  );
}
