import { Anchor, Box, Grid, Group, Stack } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Link, useParams } from 'react-router';
import { call } from '../../api/client.js';
import { keys } from '../../api/query-keys.js';
import { useMay } from '../../app/session.js';
import { ErrorState } from '../../ui/error-state.js';
import { plural } from '../../ui/format.js';
import { FullPageLoader } from '../../ui/full-page-loader.js';
import { PageHeader } from '../../ui/page-header.js';
import { DryRunBadge } from '../migration-columns.js';
import { isMigrationOpen, MigrationBadge, whatWords } from '../migration-words.js';
import { MigrationActions } from './migration-actions.js';
import { MigrationFacts } from './migration-facts.js';
import { MigrationNotice } from './migration-notice.js';
import { Phases } from './phases.js';
import { ReportSection } from './report-section.js';
import type { ReportView } from './report-view.js';
import { TargetList } from './target-list.js';

export function MigrationPage() {
  const id = Number(useParams().id);
  return <Migration key={id} id={id} />;
}

function Migration({ id }: { id: number }) {
  const may = useMay('operator');
  const report = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<ReportView>({ target: null, kind: null, outcome: null });
  const { data, error, refetch } = useQuery({
    queryKey: keys.migration(id),
    queryFn: ({ signal }) => call('migrationGet', { id, signal }),
    // The event stream moves it; this is for when the stream is cut.
    refetchInterval: ({ state }) => (state.data && isMigrationOpen(state.data.state) ? 15_000 : false),
  });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <FullPageLoader />;
  return (
    <>
      <Anchor component={Link} to="/migrations" size="sm" c="dimmed" display="inline-block" mb={4}>
        <IconArrowLeft size={14} aria-hidden style={{ verticalAlign: -2 }} /> Migrations
      </Anchor>
      <PageHeader
        title={data.name}
        aside={
          <Group gap={6}>
            {data.dry_run && <DryRunBadge />}
            <MigrationBadge migration={data} />
          </Group>
        }
        lead={`${whatWords[data.what].label}: ${data.source_name} → ${plural(data.target_count, 'site')}`}
        actions={may && <MigrationActions migration={data} />}
      />
      <Stack gap="lg">
        <MigrationNotice migration={data} />
        <Grid gap="lg">
          <Grid.Col span={{ base: 12, md: 7 }}>
            <Phases migration={data} />
          </Grid.Col>
          <Grid.Col span={5} visibleFrom="md">
            <MigrationFacts migration={data} />
          </Grid.Col>
        </Grid>
        <TargetList
          migration={data}
          may={may}
          onReport={(target) => {
            setView({ target: target.id, kind: null, outcome: null });
            report.current?.scrollIntoView({ behavior: 'smooth', block: 'start' });
          }}
        />
        <div ref={report}>
          <ReportSection
            migration={data}
            view={view}
            onView={(changes) => setView((before) => ({ ...before, ...changes }))}
          />
        </div>
        <Box hiddenFrom="md">
          <MigrationFacts migration={data} />
        </Box>
      </Stack>
    </>
  );
}
