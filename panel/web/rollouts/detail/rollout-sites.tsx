import { IconSchool } from '@tabler/icons-react';
import type { DrySiteState, RolloutDetail, RolloutSiteState } from '../../../../contract/panel/rollouts.js';
import { keys } from '../../api/query-keys.js';
import { BlankSlate } from '../../ui/blank-slate.js';
import { FilterSelect } from '../../ui/table/filter-select.js';
import { ListCard } from '../../ui/table/list-card.js';
import { useList } from '../../ui/table/use-list.js';
import type { ListState } from '../../ui/table/use-list-state.js';
import { dryWords, siteWords } from '../rollout-words.js';
import { rolloutSiteColumns } from './site-columns.js';
import { useRolloutAction } from './use-rollout-action.js';

const states = Object.entries(siteWords).map(([value, { label }]) => ({ value, label }));
const dryStates = Object.entries(dryWords)
  .filter(([value]) => value !== 'none')
  .map(([value, { label }]) => ({ value, label }));

/** The filters that the list of a rollout's sites keeps in the address. */
export const siteFilters = ['wave', 'state', 'dry_state'] as const;

/** What happened at each site. */
export function RolloutSites({
  rollout,
  may,
  state,
}: {
  rollout: RolloutDetail;
  may: boolean;
  state: ListState;
}) {
  const { retry, skip } = useRolloutAction(rollout.id);
  const list = useList(
    'rolloutSiteList',
    keys.rolloutSites(rollout.id),
    {
      ...state.query,
      wave: state.filter('wave') || undefined,
      state: (state.filter('state') || undefined) as RolloutSiteState | undefined,
      dry_state: (state.filter('dry_state') || undefined) as DrySiteState | undefined,
    },
    { id: rollout.id },
  );
  return (
    <ListCard
      label="Sites of the rollout"
      searchLabel="Search sites"
      filters={
        <>
          {rollout.waves.length > 1 && (
            <FilterSelect
              label="Wave"
              all="Every wave"
              value={state.filter('wave')}
              options={rollout.waves.map(({ n, name }) => ({ value: String(n), label: `${n}. ${name}` }))}
              onChange={(value) => state.setFilter('wave', value)}
            />
          )}
          <FilterSelect
            label="State"
            all="Every state"
            value={state.filter('state')}
            options={states}
            onChange={(value) => state.setFilter('state', value)}
            width={150}
          />
          {rollout.dry_run && (
            <FilterSelect
              label="Dry run"
              all="Every dry run"
              value={state.filter('dry_state')}
              options={dryStates}
              onChange={(value) => state.setFilter('dry_state', value)}
            />
          )}
        </>
      }
      columns={rolloutSiteColumns({
        rollout,
        may,
        onRetry: ({ id }) => retry.mutate([id]),
        onSkip: ({ id }) => skip.mutate([id]),
      })}
      list={list}
      state={state}
      empty={<BlankSlate icon={IconSchool} title="No site" />}
    />
  );
}
