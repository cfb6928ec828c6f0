import { Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import type { Instance } from '../../../contract/panel/instances.js';
import type { SiteLogEntry } from '../../../contract/panel/plugins.js';
import { keys } from '../api/query-keys.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { DASH } from '../ui/format.js';
import type { Column } from '../ui/table/column.js';
import { ListCard } from '../ui/table/list-card.js';
import { useList } from '../ui/table/use-list.js';
import { useListState } from '../ui/table/use-list-state.js';
import { When } from '../ui/when.js';
import { VersionStep } from '../updates/version-step.js';

const columns: Column<SiteLogEntry>[] = [
  {
    key: 'component',
    header: 'Component',
    sort: 'component',
    main: true,
    render: (entry) => (
      <Text size="sm" fw={550}>
        {entry.component === 'core' ? 'Moodle' : entry.component}
      </Text>
    ),
  },
  {
    key: 'info',
    header: 'What happened',
    render: (entry) => (
      <div>
        <Text size="sm">{entry.info}</Text>
        {entry.details && (
          <Text size="xs" c="dimmed" lineClamp={2} title={entry.details}>
            {entry.details}
          </Text>
        )}
      </div>
    ),
  },
  {
    key: 'version',
    header: 'Version',
    render: ({ version, target_version }) =>
      version === target_version || target_version === null ? (
        (version ?? DASH)
      ) : (
        <VersionStep from={version} to={target_version} />
      ),
  },
  { key: 'who', header: 'By', render: (entry) => entry.username ?? DASH },
  {
    key: 'at',
    header: 'When',
    sort: 'at',
    descendingFirst: true,
    render: (entry) => <When at={entry.at} />,
  },
];

/** What Moodle itself wrote down of upgrades and installations, whoever did them. */
export function UpgradeLog({ site }: { site: Instance }) {
  const state = useListState([], '-at');
  const list = useList('siteUpdateLog', [...keys.plugins, 'log'], state.query, { id: site.id });
  return (
    <ListCard
      label="Upgrade log"
      searchLabel="Search component, text or person"
      columns={columns}
      list={list}
      state={state}
      empty={
        <BlankSlate icon={IconHistory} title="No upgrade is known yet">
          The log is read with each sync.
        </BlankSlate>
      }
    />
  );
}
