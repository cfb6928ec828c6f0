import { Alert, Anchor, Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconArrowLeft, IconExternalLink } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useNavigate, useParams } from 'react-router';
import { call } from '../../api/client.js';
import { keys } from '../../api/query-keys.js';
import { ConnectionBadge, connectionWords } from '../../ui/connection-badge.js';
import { ErrorState } from '../../ui/error-state.js';
import { PageHeader } from '../../ui/page-header.js';
import { PageTabs } from '../../ui/page-tabs.js';
import { bareAddress } from '../site-columns.js';
import { SyncButton } from './sync-button.js';

const tabs = [
  { value: 'overview', label: 'Overview' },
  { value: 'courses', label: 'Courses' },
  { value: 'backups', label: 'Backups' },
  { value: 'plugins', label: 'Plugins' },
  { value: 'updates', label: 'Updates' },
  { value: 'presets', label: 'Settings presets' },
  { value: 'webservices', label: 'Web services' },
  { value: 'organisation', label: 'Organisation' },
  { value: 'tasks', label: 'Tasks' },
  { value: 'settings', label: 'Settings' },
];

export function SitePage() {
  const id = Number(useParams().id);
  const navigate = useNavigate();
  const current = useLocation().pathname.split('/')[3] ?? 'overview';
  const {
    data: site,
    error,
    refetch,
  } = useQuery({
    queryKey: keys.instance(id),
    queryFn: ({ signal }) => call('instanceGet', { id, signal }),
  });
  const back = (
    <Anchor component={Link} to="/sites" size="sm" c="dimmed" display="inline-block" mb={4}>
      <IconArrowLeft size={14} aria-hidden style={{ verticalAlign: -2 }} /> Sites
    </Anchor>
  );
  if (!site && error) {
    const toList = (
      <Button component={Link} to="/sites" variant="default">
        All sites
      </Button>
    );
    return <ErrorState error={error} onRetry={() => void refetch()} actions={toList} />;
  }
  const address = site?.site_url ?? site?.url;
  return (
    <>
      {back}
      {site ? (
        <PageHeader
          title={site.name}
          aside={<ConnectionBadge state={site.connection_state} error={site.connection_error} />}
          lead={
            address && (
              <Anchor href={address} target="_blank" rel="noopener noreferrer" size="sm" c="dimmed">
                {bareAddress(address)} <IconExternalLink size={13} aria-label="(opens a new tab)" />
              </Anchor>
            )
          }
          actions={<SyncButton site={site} />}
        />
      ) : (
        <Skeleton height={22} width={260} mt={8} mb={38} />
      )}
      {site && !['connected', 'unknown'].includes(site.connection_state) && (
        <Alert
          mb="lg"
          color={site.connection_state === 'disabled' ? 'orange' : 'red'}
          icon={<IconAlertTriangle size={18} />}
          title={site.connection_error ?? connectionWords[site.connection_state].label}
        >
          {connectionWords[site.connection_state].advice} What you see below is of the last sync.
        </Alert>
      )}
      <PageTabs
        label="Parts of the site"
        tabs={tabs}
        current={current}
        onChange={(value) => void navigate(value === 'overview' ? `/sites/${id}` : `/sites/${id}/${value}`)}
      >
        {site ? <Outlet key={site.id} context={site} /> : <Skeleton height={180} radius="lg" />}
      </PageTabs>
    </>
  );
}
