import { Button, Card, Group, Skeleton, Table, Text } from '@mantine/core';
import { IconDownload, IconFlask, IconSparkles } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { useMay } from '../app/session.js';
import { useClusterOptions } from '../clusters/use-cluster-options.js';
import { TagFilter } from '../instances/tag-filter.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { ErrorState } from '../ui/error-state.js';
import { plural } from '../ui/format.js';
import classes from '../ui/table/data-table.module.css';
import { FilterSelect } from '../ui/table/filter-select.js';
import { Pager } from '../ui/table/pager.js';
import { SearchField } from '../ui/table/search-field.js';
import { useListState } from '../ui/table/use-list-state.js';
import { useNumberedList } from '../ui/table/use-numbered-list.js';
import { AvailableRow } from './available-row.js';
import { OrderDialog } from './order-dialog.js';
import { useChosenUpdates } from './use-chosen-updates.js';

/** Each brings all its sites along, and of a large fleet those are a thousand. */
const PLUGINS_SHOWN = 15;

/** Every plugin of which some site is offered a newer version; choose, try out, update. */
export function AvailableTab() {
  const may = useMay('operator');
  const clusters = useClusterOptions();
  const state = useListState(['cluster_id', 'tag'], '-site_count', PLUGINS_SHOWN);
  const query = {
    ...state.query,
    cluster_id: state.filter('cluster_id') || undefined,
    tag: state.filter('tag') || undefined,
  };
  const list = useNumberedList([...keys.plugins, 'available', query], (signal) =>
    call('availableList', { query, signal }),
  );
  const chosen = useChosenUpdates();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState<'dry' | 'real' | null>(null);
  const toggle = (component: string) =>
    setOpened((before) => {
      const after = new Set(before);
      if (!after.delete(component)) after.add(component);
      return after;
    });
  const { sites } = chosen.plan;
  const rows = list.data?.items;
  return (
    <Card padding={0}>
      <Group p="md" gap="sm">
        <SearchField
          key={state.clearings}
          label="Search plugins"
          value={state.search}
          onSearch={(value) => state.setFilter('search', value)}
        />
        {clusters.length > 0 && (
          <FilterSelect
            label="Cluster"
            all="Every cluster"
            value={state.filter('cluster_id')}
            options={clusters}
            onChange={(value) => state.setFilter('cluster_id', value)}
            searchable
          />
        )}
        <TagFilter value={state.filter('tag')} onChange={(value) => state.setFilter('tag', value)} />
      </Group>
      {sites.length > 0 && (
        <Group
          px="md"
          py={8}
          gap="sm"
          role="region"
          aria-label="Selected updates"
          style={{ background: 'var(--busy-soft)' }}
        >
          <Text fw={550} className="numeric" aria-live="polite">
            {plural(
              sites.reduce((sum, site) => sum + site.lines.length, 0),
              'update',
            )}{' '}
            on {plural(sites.length, 'site')}
          </Text>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconFlask size={15} />}
            onClick={() => setAsking('dry')}
          >
            Dry run
          </Button>
          <Button size="xs" leftSection={<IconDownload size={15} />} onClick={() => setAsking('real')}>
            Update
          </Button>
          <Button size="xs" variant="subtle" color="gray" onClick={chosen.clear}>
            Clear
          </Button>
        </Group>
      )}
      {!rows && list.error && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {rows?.length === 0 && (
        <BlankSlate
          icon={IconSparkles}
          title={state.narrowed ? 'Nothing matches' : 'Every plugin is up to date'}
          action={
            state.narrowed && (
              <Button variant="default" onClick={state.clear}>
                Clear the filters
              </Button>
            )
          }
        >
          {state.narrowed
            ? 'No update fits this search and these filters.'
            : 'No site was offered a newer version at its last check.'}
        </BlankSlate>
      )}
      {rows?.length !== 0 && !(list.error && !rows) && (
        <div className={classes.scroll}>
          <Table
            className={classes.table}
            role="table"
            aria-label="Available updates"
            aria-busy={!rows || list.isPlaceholderData}
          >
            <Table.Thead role="rowgroup">
              <Table.Tr role="row">
                {may && <Table.Th role="columnheader" w={44} aria-label="Selected" />}
                <Table.Th role="columnheader">Plugin</Table.Th>
                <Table.Th role="columnheader" w={100}>
                  Sites
                </Table.Th>
                <Table.Th role="columnheader">Version</Table.Th>
                <Table.Th role="columnheader">Maturity</Table.Th>
                <Table.Th role="columnheader" w={110} aria-label="Sites in detail" />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody role="rowgroup" className={list.isPlaceholderData ? classes.waiting : undefined}>
              {rows
                ? rows.map((update) => (
                    <AvailableRow
                      key={update.component}
                      update={update}
                      chosen={chosen}
                      may={may}
                      opened={opened.has(update.component)}
                      onToggle={() => toggle(update.component)}
                    />
                  ))
                : Array.from({ length: 6 }, (_, n) => (
                    <Table.Tr key={n} role="row" className={classes.row}>
                      <Table.Td role="cell" colSpan={6}>
                        <Skeleton height={12} my={8} width="70%" />
                      </Table.Td>
                    </Table.Tr>
                  ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      <Pager list={list.data} state={state} />
      {asking && (
        <OrderDialog
          plan={chosen.plan}
          dryRun={asking === 'dry'}
          onClose={() => setAsking(null)}
          onOrdered={asking === 'real' ? chosen.clear : undefined}
        />
      )}
    </Card>
  );
}
