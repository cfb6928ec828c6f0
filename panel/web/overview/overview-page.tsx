import { Button, SimpleGrid, Stack } from '@mantine/core';
import { IconPlus, IconSchool } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { useMay } from '../app/session.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { ErrorState } from '../ui/error-state.js';
import { PageHeader } from '../ui/page-header.js';
import { Section } from '../ui/section.js';
import { AttentionSection } from './attention-section.js';
import { Numbers } from './numbers.js';
import { RecentSection } from './recent-section.js';
import { RunningSection } from './running-section.js';

export function OverviewPage() {
  const may = useMay('admin');
  const overview = useQuery({
    queryKey: keys.overview,
    queryFn: ({ signal }) => call('overview', { signal }),
    refetchInterval: 60_000,
  });
  const addSite = may && (
    <Button component={Link} to="/sites/add" leftSection={<IconPlus size={16} />}>
      Add site
    </Button>
  );
  if (overview.error && !overview.data) {
    return (
      <>
        <PageHeader title="Overview" />
        <ErrorState error={overview.error} onRetry={() => void overview.refetch()} />
      </>
    );
  }
  if (overview.data?.instances === 0) {
    return (
      <>
        <PageHeader title="Overview" />
        <Section title="Start here" flush>
          <BlankSlate icon={IconSchool} title="Connect your first Moodle site" action={addSite}>
            Install the agent beside the site, then add it here by its address and key, or with an enrolment
            code.
          </BlankSlate>
        </Section>
      </>
    );
  }
  return (
    <>
      <PageHeader title="Overview" actions={addSite} />
      <Stack gap="lg">
        <Numbers overview={overview.data} />
        <AttentionSection expected={overview.data?.need_attention ?? 0} />
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg" style={{ alignItems: 'start' }}>
          <RunningSection />
          <RecentSection />
        </SimpleGrid>
      </Stack>
    </>
  );
}
