import {
  Anchor,
  Button,
  Card,
  Center,
  Group,
  ScrollArea,
  Skeleton,
  Switch,
  Table,
  Text,
} from '@mantine/core';
import { IconChecks, IconGitCompare, IconSearchOff } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Cluster } from '../../../contract/panel/instances.js';
import type { Matrix } from '../../../contract/panel/presets.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { ErrorState } from '../ui/error-state.js';
import { count } from '../ui/format.js';
import { Section } from '../ui/section.js';
import { FilterSelect } from '../ui/table/filter-select.js';
import { SearchField } from '../ui/table/search-field.js';
import { DriftBadge } from './drift-badge.js';
import classes from './matrix-section.module.css';
import { SettingValue } from './setting-value.js';
import { compareLink, pluginWords } from './words.js';

/** A cluster's members against its master: one row a setting, one column a site. */
export function MatrixSection({ cluster }: { cluster: Cluster }) {
  const [search, setSearch] = useState('');
  const [plugin, setPlugin] = useState('');
  const [hidden, setHidden] = useState(false);
  const query = {
    search: search || undefined,
    plugin: plugin || undefined,
    hidden: hidden ? ('true' as const) : undefined,
    limit: 100,
  };
  const result = useInfiniteQuery({
    queryKey: [...keys.presets, 'matrix', cluster.id, cluster.master_instance_id, query],
    queryFn: ({ signal, pageParam }) =>
      call('clusterPresetCompare', {
        id: cluster.id,
        query: { ...query, cursor: pageParam ?? undefined },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  const first = result.data?.pages[0];
  if (!first) {
    return (
      <Card>
        {result.error ? (
          <ErrorState error={result.error} onRetry={() => void result.refetch()} />
        ) : (
          <Skeleton height={200} />
        )}
      </Card>
    );
  }
  const rows = result.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section
      title="Compared with its master"
      lead={`Settings of the members that are not as at ${cluster.master_name}.`}
      flush
    >
      {first.master === null ? (
        <BlankSlate icon={IconGitCompare} title={`The settings of ${cluster.master_name} are not read yet`}>
          <Anchor component={Link} to={`/sites/${cluster.master_instance_id}/presets`} underline="always">
            Request them
          </Anchor>{' '}
          to compare the members with it.
        </BlankSlate>
      ) : first.sites.length === 0 ? (
        <BlankSlate icon={IconGitCompare} title="No other site in this cluster" />
      ) : (
        <>
          <Group px="lg" py="sm" gap="sm">
            <SearchField label="Search names and values" value={search} onSearch={setSearch} />
            <FilterSelect
              label="Plugin"
              all="Every plugin"
              value={plugin}
              options={first.plugins.map((entry) => ({
                value: entry.plugin,
                label: `${pluginWords(entry.plugin)} (${entry.count})`,
              }))}
              onChange={(value) => setPlugin(value ?? '')}
              searchable
              width={220}
            />
            <Switch
              label="Hidden ones too"
              checked={hidden}
              onChange={(event) => setHidden(event.currentTarget.checked)}
            />
          </Group>
          <MatrixTable matrix={first} rows={rows} master={cluster.master_name ?? 'Master'} />
          {rows.length === 0 &&
            (search || plugin ? (
              <BlankSlate icon={IconSearchOff} title="Nothing matches" />
            ) : (
              <BlankSlate icon={IconChecks} title="No differences">
                Every member that was read has the master’s settings.
              </BlankSlate>
            ))}
          {result.hasNextPage && (
            <Center p="md">
              <Button
                variant="default"
                loading={result.isFetchingNextPage}
                onClick={() => void result.fetchNextPage()}
              >
                Show more ({count(first.total - rows.length)} left)
              </Button>
            </Center>
          )}
        </>
      )}
    </Section>
  );
}

function MatrixTable({ matrix, rows, master }: { matrix: Matrix; rows: Matrix['items']; master: string }) {
  const masterPreset = matrix.master?.preset.id ?? 0;
  return (
    <ScrollArea type="auto" offsetScrollbars="x">
      <Table className={classes.table} aria-label="Members against the master">
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={classes.first}>Setting</Table.Th>
            <Table.Th className={classes.cell}>
              {master}
              <Text size="xs" c="dimmed">
                Master
              </Text>
            </Table.Th>
            {matrix.sites.map((site) => (
              <Table.Th key={site.instance_id} className={classes.cell}>
                <Anchor
                  component={Link}
                  size="xs"
                  fw={600}
                  c="var(--mantine-color-text)"
                  to={
                    site.preset_id === null
                      ? `/sites/${site.instance_id}/presets`
                      : compareLink(`preset:${masterPreset}`, `instance:${site.instance_id}`)
                  }
                >
                  {site.name}
                </Anchor>
                <div>
                  {site.preset_id === null ? (
                    <Text size="xs" c="dimmed">
                      Not read yet
                    </Text>
                  ) : (
                    <DriftBadge count={site.count} />
                  )}
                </div>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <MatrixRow key={row.id} row={row} sites={matrix.sites} />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

function MatrixRow({ row, sites }: { row: Matrix['items'][number]; sites: Matrix['sites'] }) {
  const cells = new Map(row.cells.map((cell) => [cell.instance_id, cell]));
  return (
    <Table.Tr>
      <Table.Td className={classes.first}>
        <Text fw={550} size="sm" style={{ overflowWrap: 'anywhere' }}>
          {row.name}
        </Text>
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {row.kind === 'plugin' ? `Enabled plugins: ${row.plugin}` : pluginWords(row.plugin)}
        </Text>
      </Table.Td>
      <Table.Td className={classes.cell}>
        <SettingValue value={row.master} secret={row.secret} limit={60} />
      </Table.Td>
      {sites.map(({ instance_id, preset_id }) => {
        const cell = cells.get(instance_id);
        return (
          <Table.Td key={instance_id} className={`${classes.cell} ${cell ? classes.differs : classes.same}`}>
            {cell ? (
              <SettingValue value={cell.value} secret={row.secret} limit={60} />
            ) : (
              <span>{preset_id === null ? '' : 'same'}</span>
            )}
          </Table.Td>
        );
      })}
    </Table.Tr>
  );
}
