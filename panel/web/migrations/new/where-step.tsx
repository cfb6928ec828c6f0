import { Button, Group, Input, Stack, Text } from '@mantine/core';
import { IconSchool } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { Instance } from '../../../../contract/panel/instances.js';
import { call } from '../../api/client.js';
import { keys } from '../../api/query-keys.js';
import { useClusterOptions } from '../../clusters/use-cluster-options.js';
import { missingFeature } from '../../instances/missing-feature.js';
import { BlankSlate } from '../../ui/blank-slate.js';
import { ConnectionBadge } from '../../ui/connection-badge.js';
import { ErrorNote } from '../../ui/error-note.js';
import { count, DASH, plural } from '../../ui/format.js';
import type { Column } from '../../ui/table/column.js';
import { FilterSelect } from '../../ui/table/filter-select.js';
import { ListCard } from '../../ui/table/list-card.js';
import { selectionOf } from '../../ui/table/selection-of.js';
import { useInnerListState } from '../../ui/table/use-list-state.js';
import { useList } from '../../ui/table/use-list.js';
import type { SiteRef } from './migration-form.js';
import type { WizardForm } from './wizard-form.js';

const ROWS = 20;
/** The contract's limit. */
const MOST = 1000;

interface Filters {
  search?: string;
  cluster_id?: string;
}

async function matchingSites(filters: Filters): Promise<Instance[]> {
  const found: Instance[] = [];
  let cursor: string | undefined;
  do {
    const page = await call('instanceList', { query: { ...filters, sort: 'name', limit: 500, cursor } });
    found.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor && found.length < MOST * 2);
  return found;
}

/** To which sites: found by name or cluster, and ticked. */
export function WhereStep({ form }: { form: WizardForm }) {
  const { values, faults, change } = form;
  const clusters = useClusterOptions();
  const state = useInnerListState(['cluster_id'], 'name', ROWS);
  const filters = { search: state.query.search, cluster_id: state.filter('cluster_id') || undefined };
  const list = useList('instanceList', keys.instanceLists, { ...state.query, ...filters });
  const chosen = new Map(values.targets.map((target) => [target.id, target]));
  const shown = new Map(list.data?.items.map((site) => [site.id, site]));

  const barred = (site: Instance): string | null =>
    site.id === values.source?.id ? 'the source' : missingFeature(site, 'migration');
  const choose = (targets: SiteRef[]) => change({ targets: targets.slice(0, MOST) });
  const all = useMutation({
    mutationFn: () => matchingSites(filters),
    onSuccess: (sites) =>
      choose([
        ...new Map([
          ...chosen,
          ...sites
            .filter((site) => barred(site) === null)
            .map(({ id, name }): [number, SiteRef] => [id, { id, name }]),
        ]).values(),
      ]),
  });
  const selection = selectionOf(
    new Set(chosen.keys()),
    (ids) =>
      choose([...ids].map((id) => chosen.get(id) ?? { id, name: shown.get(id)?.name ?? `Site ${id}` })),
    {
      label: (id) => `Select ${shown.get(id)?.name ?? `site ${id}`}`,
      barred: (id) => {
        const site = shown.get(id);
        return !site || barred(site) !== null;
      },
    },
  );
  return (
    <Stack gap="xs">
      <ListCard
        label="Targets"
        searchLabel="Search sites"
        filters={
          clusters.length > 0 && (
            <FilterSelect
              label="Cluster"
              all="Every cluster"
              value={state.filter('cluster_id')}
              options={clusters}
              onChange={(value) => state.setFilter('cluster_id', value)}
              searchable
            />
          )
        }
        columns={columnsOf(barred)}
        list={list}
        state={state}
        selection={selection}
        above={
          <div style={{ background: 'var(--busy-soft)' }}>
            <Group px="md" py={8} gap="sm" role="region" aria-label="Selected sites">
              <Text fw={550} className="numeric" aria-live="polite">
                {plural(chosen.size, 'target')} selected
              </Text>
              {(list.data?.total ?? 0) > 1 && (
                <Button size="xs" variant="subtle" loading={all.isPending} onClick={() => all.mutate()}>
                  Select all {state.narrowed ? `${count(list.data?.total)} that match` : 'sites'}
                </Button>
              )}
              {chosen.size > 0 && (
                <Button size="xs" variant="subtle" color="gray" onClick={() => choose([])}>
                  Clear
                </Button>
              )}
            </Group>
            <ErrorNote error={all.error} />
          </div>
        }
        empty={<BlankSlate icon={IconSchool} title="This panel has no sites yet" />}
      />
      {faults.targets && <Input.Error role="alert">{faults.targets}</Input.Error>}
    </Stack>
  );
}

function columnsOf(barred: (site: Instance) => string | null): Column<Instance>[] {
  return [
    {
      key: 'name',
      header: 'Site',
      sort: 'name',
      main: true,
      render: (site) => {
        const reason = barred(site);
        return (
          <div style={{ minWidth: 0 }}>
            <Text fw={550} c={reason ? 'dimmed' : undefined}>
              {site.name}
            </Text>
            {reason && (
              <Text size="xs" c="dimmed">
                Cannot be a target: {reason}
              </Text>
            )}
          </div>
        );
      },
    },
    { key: 'cluster', header: 'Cluster', render: ({ cluster_name }) => cluster_name ?? DASH },
    {
      key: 'moodle',
      header: 'Moodle',
      render: ({ moodle_release, moodle_version }) =>
        (moodle_release ?? moodle_version)?.split(' ')[0] ?? DASH,
    },
    {
      key: 'state',
      header: 'Connection',
      width: 150,
      render: (site) => <ConnectionBadge state={site.connection_state} error={site.connection_error} />,
    },
  ];
}
