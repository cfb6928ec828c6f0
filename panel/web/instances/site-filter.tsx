import { FilterSelect } from '../ui/table/filter-select.js';
import type { ListState } from '../ui/table/use-list-state.js';
import { useSiteOptions } from './use-site-options.js';

/** Narrows a list of the whole fleet to one site; the filter's name is `instance_id`. */
export function SiteFilter({ state, width = 220 }: { state: ListState; width?: number }) {
  return (
    <FilterSelect
      label="Site"
      all="Every site"
      value={state.filter('instance_id')}
      options={useSiteOptions()}
      onChange={(value) => state.setFilter('instance_id', value)}
      searchable
      width={width}
    />
  );
}
