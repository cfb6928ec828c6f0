import { IconSchool } from '@tabler/icons-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { useMay } from '../app/session.js';
import { useClusterOptions } from '../clusters/use-cluster-options.js';
import { TagFilter } from '../instances/tag-filter.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { plural } from '../ui/format.js';
import { FilterSelect } from '../ui/table/filter-select.js';
import { ListCard } from '../ui/table/list-card.js';
import { useChosenRows } from '../ui/table/use-chosen-rows.js';
import { useListState } from '../ui/table/use-list-state.js';
import { useNumberedList } from '../ui/table/use-numbered-list.js';
import { OrderDialog } from '../updates/order-dialog.js';
import { BelowField } from './below-field.js';
import { ChosenSites } from './chosen-sites.js';
import { corePlan, minorOffer } from './core-plan.js';
import { moodleColumns } from './moodle-columns.js';

/** Moodle's own version of every site. */
export function MoodleTab() {
  const navigate = useNavigate();
  const may = useMay('operator');
  const clusters = useClusterOptions();
  const state = useListState(['below', 'cluster_id', 'tag'], 'version');
  const query = {
    ...state.query,
    below: state.filter('below') || undefined,
    cluster_id: state.filter('cluster_id') || undefined,
    tag: state.filter('tag') || undefined,
  };
  const list = useNumberedList(
    [...keys.plugins, 'core', query],
    (signal) => call('coreList', { query, signal }),
    ({ instance_id }) => instance_id,
  );
  const chosen = useChosenRows(list.data, ({ instance_name }) => instance_name);
  const [asking, setAsking] = useState<'dry' | 'real' | null>(null);
  const ready = chosen.rows.flatMap((core) => {
    const offer = minorOffer(core);
    return offer ? [{ core, offer }] : [];
  });
  return (
    <>
      <ListCard
        label="Moodle versions"
        searchLabel="Search site or release"
        filters={
          <>
            <BelowField
              key={state.clearings}
              value={state.filter('below')}
              onChange={(value) => state.setFilter('below', value)}
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
          </>
        }
        columns={moodleColumns}
        selection={may ? chosen.selection : undefined}
        above={
          chosen.rows.length > 0 && (
            <ChosenSites
              chosen={chosen.rows.length}
              ready={ready.length}
              nothing="None is offered a newer Moodle of its own branch. Go to a site for other versions."
              action={`Update ${plural(ready.length, 'site')} within the branch`}
              onAsk={setAsking}
              onClear={chosen.clear}
            />
          )
        }
        list={list}
        state={state}
        onOpen={(site) => void navigate(`/sites/${site.instance_id}/updates`)}
        empty={
          <BlankSlate icon={IconSchool} title="No site is connected yet">
            The versions are read with each sync.
          </BlankSlate>
        }
      />
      {asking && (
        <OrderDialog
          plan={corePlan(ready)}
          dryRun={asking === 'dry'}
          onClose={() => setAsking(null)}
          onOrdered={asking === 'real' ? chosen.clear : undefined}
        />
      )}
    </>
  );
}
