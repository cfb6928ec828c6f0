import { Alert, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconGitCompare } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Preset } from '../../../contract/panel/presets.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { useMay } from '../app/session.js';
import { useSite } from '../instances/detail/use-site.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { ErrorNote } from '../ui/error-note.js';
import { ErrorState } from '../ui/error-state.js';
import { ListCard } from '../ui/table/list-card.js';
import { useList } from '../ui/table/use-list.js';
import { useListState } from '../ui/table/use-list-state.js';
import { ApplicationList } from './application-list.js';
import { DriftSection } from './drift-section.js';
import { RequestPreset } from './request-preset.js';
import { versionColumns } from './version-columns.js';

/** A site's settings: where they stand, their versions, and what was applied from elsewhere. */
export function PresetsTab() {
  const site = useSite();
  const may = useMay('operator');
  const client = useQueryClient();
  const state = useQuery({
    queryKey: [...keys.presets, 'state', site.id],
    queryFn: ({ signal }) => call('presetState', { id: site.id, signal }),
  });
  const listState = useListState();
  const list = useList('presetList', [...keys.presets, 'list'], listState.query, { id: site.id });
  const baseline = useMutation({
    mutationFn: ({ preset, on }: { preset: Preset; on: boolean }) =>
      call(on ? 'presetBaseline' : 'presetBaselineRemove', { id: preset.id }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.presets }),
  });
  if (!state.data && state.error) {
    return <ErrorState error={state.error} onRetry={() => void state.refetch()} />;
  }
  const open = state.data?.open_task ?? null;
  const request = <RequestPreset site={site} open={open !== null} />;
  const newest = state.data?.newest?.id;
  return (
    <Stack gap="lg">
      <Group justify="space-between" gap="sm">
        <div>
          <Title order={2}>Settings presets</Title>
          <Text c="dimmed">
            {open
              ? 'Waiting for the site to send its settings.'
              : 'What an administrator set up at this site.'}
          </Text>
        </div>
        <Group gap="xs">
          {newest !== undefined && (
            <Button
              component={Link}
              to={`/presets/compare?right=instance:${site.id}`}
              variant="default"
              leftSection={<IconGitCompare size={16} />}
            >
              Compare with…
            </Button>
          )}
          {request}
        </Group>
      </Group>
      {state.data ? <DriftSection site={site} state={state.data} /> : <Skeleton height={112} radius="lg" />}
      {state.data?.no_apply && newest !== undefined && (
        <Alert color="gray" title="Settings can be read here, not written">
          {state.data.no_apply}
        </Alert>
      )}
      <ErrorNote error={baseline.error} />
      <ListCard
        label="Versions of the settings"
        columns={versionColumns({
          newest,
          ...(may && { onBaseline: (preset: Preset, on: boolean) => baseline.mutate({ preset, on }) }),
        })}
        list={list}
        state={listState}
        empty={
          <BlankSlate icon={IconAdjustmentsHorizontal} title="No settings read yet" action={request}>
            Request them once; each time they differ from before, a version is kept.
          </BlankSlate>
        }
      />
      <ApplicationList site={site} />
    </Stack>
  );
}
