import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Instance } from '../../../contract/panel/instances.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { useSite } from '../instances/detail/use-site.js';
import { NeedsFeature } from '../instances/needs-feature.js';
import { ErrorState } from '../ui/error-state.js';
import { ListSkeleton } from '../ui/list-skeleton.js';
import { Section } from '../ui/section.js';
import { FunctionsSection } from './functions-section.js';
import { ServicesSection } from './services-section.js';
import { TokensSection } from './tokens-section.js';
import { WhereToCall } from './where-to-call.js';

/** Moodle's web services that the agent serves: where programs call, with which tokens, and what. */
export function WebserviceTab() {
  const site = useSite();
  return (
    <NeedsFeature site={site} feature="webservice.tokens" what="Web services">
      <Webservice site={site} />
    </NeedsFeature>
  );
}

function Webservice({ site }: { site: Instance }) {
  const { data, error, refetch } = useQuery({
    queryKey: keys.webservice(site.id),
    queryFn: ({ signal }) => call('siteWebservice', { id: site.id, signal }),
  });
  if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) {
    return (
      <Section title="Web services" flush>
        <ListSkeleton rows={4} />
      </Section>
    );
  }
  return (
    <Stack gap="lg">
      <WhereToCall url={data.url} functions={data.functions} />
      <TokensSection site={site} webservice={data} />
      <ServicesSection site={site} webservice={data} />
      <FunctionsSection functions={data.functions} />
    </Stack>
  );
}
