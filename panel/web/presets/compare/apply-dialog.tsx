import { Alert, Button, Checkbox, Group, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Difference, Preset } from '../../../../contract/panel/presets.js';
import { call } from '../../api/client.js';
import { keys } from '../../api/query-keys.js';
import { useMay } from '../../app/session.js';
import { ErrorNote } from '../../ui/error-note.js';
import { ErrorState } from '../../ui/error-state.js';
import { dateTime, plural } from '../../ui/format.js';
import { ApplicationEntry } from '../application-list.js';
import { ChangesTable } from '../changes-table.js';

interface ApplyDialogProps {
  from: Preset;
  to: Preset;
  rows: Difference[];
  /** Chosen ones that the side they would come from does not have. */
  missing: number;
  onDone: () => void;
  onClose: () => void;
}

/** Asks the site what would change, then changes it; the result can be undone at once. */
export function ApplyDialog({ from, to, rows, missing, onDone, onClose }: ApplyDialogProps) {
  const client = useQueryClient();
  const admin = useMay('admin');
  const [secrets, setSecrets] = useState(false);
  const secretCount = rows.filter((row) => row.secret).length;
  const taken = secrets ? rows : rows.filter((row) => !row.secret);
  const body = {
    preset_id: from.id,
    settings: taken.map(({ kind, plugin, name }) => ({ kind, plugin, name })),
    secrets,
  };
  const preview = useQuery({
    queryKey: ['preset-preview', to.instance_id, body],
    queryFn: () => call('presetApply', { id: to.instance_id, body: { ...body, dry_run: true } }),
    enabled: taken.length > 0,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  const apply = useMutation({
    mutationFn: () => call('presetApply', { id: to.instance_id, body }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.presets }),
  });
  const done = apply.data?.application;
  const close = () => {
    if (done) onDone();
    onClose();
  };
  return (
    <Modal
      opened
      onClose={close}
      title={done ? `Applied to ${to.instance_name}` : `Apply to ${to.instance_name}?`}
      size="xl"
    >
      <Stack gap="md">
        {done ? (
          <CurrentApplication id={done.id} instanceId={to.instance_id} fallback={done} />
        ) : (
          <>
            <Text>
              {plural(taken.length, 'setting')} as at <strong>{from.instance_name}</strong> on{' '}
              {dateTime(from.taken_at)}. This is what would change at {to.instance_name} now:
            </Text>
            {missing > 0 && (
              <Text c="dimmed">
                {plural(missing, 'chosen setting')} left out: {from.instance_name} does not have{' '}
                {missing === 1 ? 'it' : 'them'}.
              </Text>
            )}
            {secretCount > 0 &&
              (admin ? (
                <Checkbox
                  checked={secrets}
                  onChange={(event) => setSecrets(event.currentTarget.checked)}
                  label={`Take ${plural(secretCount, 'secret')} over too, encrypted for ${to.instance_name}`}
                />
              ) : (
                <Text c="dimmed">
                  {plural(secretCount, 'secret')} left out: only an admin may take them over.
                </Text>
              ))}
            {preview.data ? (
              <ChangesTable changed={preview.data.changed} skipped={preview.data.skipped} />
            ) : preview.error ? (
              <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />
            ) : taken.length > 0 ? (
              <Skeleton height={120} role="status" aria-label="Asking the site" />
            ) : (
              <Alert color="gray" title="Nothing to apply" />
            )}
            <ErrorNote error={apply.error} />
          </>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            {done ? 'Close' : 'Keep as it is'}
          </Button>
          {!done && (
            <Button
              loading={apply.isPending}
              disabled={!preview.data || preview.data.changed.length === 0}
              onClick={() => apply.mutate()}
            >
              Apply {plural(preview.data?.changed.length ?? 0, 'change')}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

/** The application as it stands by now: undone, or answered late. */
function CurrentApplication({
  id,
  instanceId,
  fallback,
}: {
  id: number;
  instanceId: number;
  fallback: Parameters<typeof ApplicationEntry>[0]['application'];
}) {
  const list = useQuery({
    queryKey: [...keys.presets, 'applications', instanceId, { limit: 20 }],
    queryFn: ({ signal }) => call('presetApplicationList', { id: instanceId, query: { limit: 20 }, signal }),
  });
  const current = list.data?.items.find((application) => application.id === id) ?? fallback;
  return <ApplicationEntry application={current} opened plain />;
}
