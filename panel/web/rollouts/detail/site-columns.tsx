import { ActionIcon, Anchor, Group, Text, Tooltip } from '@mantine/core';
import { IconExternalLink, IconPlayerSkipForward, IconRefresh } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { RolloutDetail, RolloutSite } from '../../../../contract/panel/rollouts.js';
import { DASH, dateTimeIn, duration } from '../../ui/format.js';
import type { Column } from '../../ui/table/column.js';
import { When } from '../../ui/when.js';
import { DryBadge, SiteBadge } from '../rollout-words.js';

interface SiteActions {
  rollout: RolloutDetail;
  may: boolean;
  onRetry: (site: RolloutSite) => void;
  onSkip: (site: RolloutSite) => void;
}

export function rolloutSiteColumns(actions: SiteActions): Column<RolloutSite>[] {
  const { rollout } = actions;
  return [
    {
      key: 'site',
      header: 'Site',
      sort: 'instance_name',
      main: true,
      render: (site) => (
        <div style={{ minWidth: 0 }}>
          {site.instance_id === null ? (
            <Text fw={550}>{site.instance_name}</Text>
          ) : (
            <Anchor component={Link} to={`/sites/${site.instance_id}`} fw={550} c="var(--mantine-color-text)">
              {site.instance_name}
            </Anchor>
          )}
          <Details site={site} />
        </div>
      ),
    },
    {
      key: 'wave',
      header: 'Wave',
      sort: 'wave',
      render: ({ wave }) => <span title={rollout.waves[wave - 1]?.name}>{wave}</span>,
    },
    ...(rollout.dry_run
      ? [
          {
            key: 'dry',
            header: 'Dry run',
            render: (site: RolloutSite) =>
              site.dry_state === 'none' ? DASH : <DryBadge state={site.dry_state} />,
          },
        ]
      : []),
    {
      key: 'state',
      header: 'State',
      sort: 'state',
      width: 140,
      render: (site) => <SiteBadge state={site.state} />,
    },
    {
      key: 'time',
      header: 'Ended',
      sort: 'finished_at',
      descendingFirst: true,
      render: ({ started_at, finished_at }) => (
        <div>
          <When at={finished_at} />
          {started_at && finished_at && (
            <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
              took {duration(started_at, Date.parse(finished_at))}
            </Text>
          )}
        </div>
      ),
    },
    {
      key: 'actions',
      header: 'Actions',
      align: 'right',
      actions: true,
      width: 104,
      render: (site) => <Actions site={site} {...actions} />,
    },
  ];
}

/** From what to what, what went wrong, what speaks against it, or what it waits for. */
function Details({ site }: { site: RolloutSite }) {
  const { changes, error, reasons, opens_at, attempt } = site;
  const left = site.state === 'skipped' || site.state === 'waiting';
  return (
    <>
      {!left && changes.length > 0 && (
        <Text size="xs" c="dimmed" className="numeric" lineClamp={3}>
          {changes
            .map(({ component, from, to }) => `${component} ${from ?? 'new'} → ${to ?? '?'}`)
            .join(', ')}
          {attempt > 1 && ` · attempt ${attempt}`}
        </Text>
      )}
      {error && (
        <Text
          size="xs"
          c={site.state === 'failed' || site.dry_state === 'failed' ? 'var(--bad)' : 'dimmed'}
          lineClamp={4}
          title={error}
        >
          {error}
        </Text>
      )}
      {reasons.slice(0, 3).map(({ code, message }) => (
        <Text key={code + message} size="xs" c="var(--warn)">
          {message}
        </Text>
      ))}
      {opens_at && (
        <Text size="xs" c="dimmed">
          Window opens {dateTimeIn(opens_at, site.timezone)} ({site.timezone})
        </Text>
      )}
    </>
  );
}

function Actions({ site, rollout, may, onRetry, onSkip }: SiteActions & { site: RolloutSite }) {
  const request = site.request_id ?? site.dry_request_id;
  const over = ['aborted', 'done'].includes(rollout.state);
  const mayRetry = may && site.state === 'failed' && site.instance_id !== null && rollout.state !== 'aborted';
  const maySkip = may && !over && (site.state === 'waiting' || site.state === 'failed');
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      {mayRetry && (
        <Tooltip label="Try again">
          <ActionIcon
            variant="subtle"
            aria-label={`Try ${site.instance_name} again`}
            onClick={() => onRetry(site)}
          >
            <IconRefresh size={17} />
          </ActionIcon>
        </Tooltip>
      )}
      {maySkip && (
        <Tooltip label="Leave out">
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Leave ${site.instance_name} out`}
            onClick={() => onSkip(site)}
          >
            <IconPlayerSkipForward size={17} />
          </ActionIcon>
        </Tooltip>
      )}
      {request !== null && (
        <Tooltip label="Show the update request">
          <ActionIcon
            variant="subtle"
            color="gray"
            component={Link}
            to={`/updates/requests?request=${request}`}
            aria-label={`Show the update request of ${site.instance_name}`}
          >
            <IconExternalLink size={17} />
          </ActionIcon>
        </Tooltip>
      )}
    </Group>
  );
}
