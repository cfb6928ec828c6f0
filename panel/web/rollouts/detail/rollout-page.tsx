import { Anchor, Box, Grid, Stack } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { call } from '../../api/client.js';
import { keys } from '../../api/query-keys.js';
import { useMay } from '../../app/session.js';
import { ErrorState } from '../../ui/error-state.js';
import { FullPageLoader } from '../../ui/full-page-loader.js';
import { PageHeader } from '../../ui/page-header.js';
import { useListState } from '../../ui/table/use-list-state.js';
import { RolloutBadge } from '../rollout-words.js';
import { RolloutActions } from './rollout-actions.js';
import { RolloutFacts } from './rollout-facts.js';
import { RolloutNotice } from './rollout-notice.js';
import { RolloutSites, siteFilters } from './rollout-sites.js';
import { WaveTimeline } from './wave-timeline.js';

export function RolloutPage() {
  const id = Number(useParams().id);
  const may = useMay('operator');
  const state = useListState(siteFilters, 'wave');
  const { data, error, refetch } = useQuery({
    queryKey: keys.rollout(id),
    queryFn: ({ signal }) => call('rolloutGet', { id, signal }),
    // The event stream moves it; this is for when the stream is cut.
    refetchInterval: 15_000,
  });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <FullPageLoader />;
  return (
    <>
      <Anchor component={Link} to="/rollouts" size="sm" c="dimmed" display="inline-block" mb={4}>
        <IconArrowLeft size={14} aria-hidden style={{ verticalAlign: -2 }} /> Rollouts
      </Anchor>
      <PageHeader
        title={data.name}
        aside={<RolloutBadge rollout={data} />}
        lead={data.summary === data.name ? undefined : data.summary}
        actions={may && <RolloutActions rollout={data} />}
      />
      <Stack gap="lg">
        <RolloutNotice rollout={data} may={may} />
        <Grid gap="lg">
          <Grid.Col span={{ base: 12, md: 7 }}>
            <WaveTimeline rollout={data} onWave={(n) => state.setFilter('wave', String(n))} />
          </Grid.Col>
          <Grid.Col span={5} visibleFrom="md">
            <RolloutFacts rollout={data} />
          </Grid.Col>
        </Grid>
        <RolloutSites rollout={data} may={may} state={state} />
        <Box hiddenFrom="md">
          <RolloutFacts rollout={data} />
        </Box>
      </Stack>
    </>
  );
}
