import { Anchor, Card, SimpleGrid, Stack } from '@mantine/core';
import { IconSitemap } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { OrgUnit } from '../../../contract/agent/organisation.js';
import type { Instance } from '../../../contract/panel/instances.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { useSite } from '../instances/detail/use-site.js';
import { NeedsFeature } from '../instances/needs-feature.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { ErrorState } from '../ui/error-state.js';
import { ListSkeleton } from '../ui/list-skeleton.js';
import { Section } from '../ui/section.js';
import { FrameworkTree } from './framework-tree.js';
import { UnitPeople } from './unit-people.js';

/** Departments and positions of a site, and who holds what. */
export function OrganisationTab() {
  const site = useSite();
  return (
    <NeedsFeature site={site} feature="organisation" what="Departments and positions">
      <Organisation site={site} />
    </NeedsFeature>
  );
}

function Organisation({ site }: { site: Instance }) {
  const [unit, setUnit] = useState<OrgUnit | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: keys.organisation(site.id),
    queryFn: ({ signal }) => call('siteOrganisation', { id: site.id, signal }),
  });
  if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) {
    return (
      <Section title="Organisation" flush>
        <ListSkeleton rows={4} />
      </Section>
    );
  }
  const of = (kind: 'department' | 'position') => data.frameworks.filter((each) => each.kind === kind);
  if (data.frameworks.length === 0) return <Nothing site={site} />;
  return (
    <>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        {(['department', 'position'] as const)
          .filter((kind) => of(kind).length > 0)
          .map((kind) => (
            <Stack key={kind} gap="lg">
              {of(kind).map((framework) => (
                <FrameworkTree key={framework.id} framework={framework} onOpen={setUnit} />
              ))}
            </Stack>
          ))}
      </SimpleGrid>
      {unit && <UnitPeople key={unit.id} siteId={site.id} unit={unit} onClose={() => setUnit(null)} />}
    </>
  );
}

function Nothing({ site }: { site: Instance }) {
  return (
    <Card padding={0}>
      <BlankSlate icon={IconSitemap} title="No departments or positions yet">
        They come from a CSV file, through the web service <code>tool_wp_perform_import</code> (
        <Anchor component={Link} to={`/sites/${site.id}/webservices`} size="sm" underline="always">
          Web services
        </Anchor>
        ), or from another site by a{' '}
        <Anchor component={Link} to="/migrations/new" size="sm" underline="always">
          migration of the organisation
        </Anchor>
        .
      </BlankSlate>
    </Card>
  );
}
