import { SegmentedControl, Stack } from '@mantine/core';
import { useSearchParams } from 'react-router';
import { useSite } from '../instances/detail/use-site.js';
import { CoreCard } from '../plugins/core-card.js';
import { UpgradeLog } from '../plugins/upgrade-log.js';
import { RequestList } from './request-list.js';

/** Moodle's version, the changes ordered here, and the site's own log of upgrades. */
export function SiteUpdatesTab() {
  const site = useSite();
  const [params, setParams] = useSearchParams();
  const view = params.get('view') === 'log' ? 'log' : 'requests';
  return (
    <Stack gap="lg">
      <CoreCard site={site} />
      <SegmentedControl
        value={view}
        // Search and filters of the one list mean nothing to the other.
        onChange={(value) => setParams(value === 'log' ? { view: 'log' } : {}, { replace: true })}
        data={[
          { value: 'requests', label: 'Requests' },
          { value: 'log', label: 'Moodle’s upgrade log' },
        ]}
        style={{ alignSelf: 'flex-start' }}
        aria-label="What to show"
      />
      {view === 'log' ? <UpgradeLog site={site} /> : <RequestList site={site} />}
    </Stack>
  );
}
