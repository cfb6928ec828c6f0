import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconClock, IconHandStop, IconTestPipe } from '@tabler/icons-react';
import type { RolloutDetail } from '../../../../contract/panel/rollouts.js';
import { ago, dateTime, plural } from '../../ui/format.js';
import { useNow } from '../../ui/use-now.js';
import { useRolloutAction } from './use-rollout-action.js';

/** What the rollout waits for or why it stopped, in a sentence, with what can be done. */
export function RolloutNotice({ rollout, may }: { rollout: RolloutDetail; may: boolean }) {
  const now = useNow();
  const { act } = useRolloutAction(rollout.id);
  const { state, reason, waiting_for, waiting_until, dry_counts } = rollout;
  const until = waiting_until ? `${ago(waiting_until, now)} (${dateTime(waiting_until)})` : 'soon';
  const confirm = (label: string) =>
    may && (
      <Button size="xs" loading={act.isPending} onClick={() => act.mutate('rolloutConfirm')}>
        {label}
      </Button>
    );
  if (state === 'stopped') {
    return (
      <Alert color="red" icon={<IconAlertTriangle size={18} />} title="It has stopped by itself">
        <Text style={{ overflowWrap: 'anywhere' }}>{reason}</Text>
        <Text mt={4} c="dimmed">
          Nothing more is ordered. Look at what failed below, then try it again, go on in spite of it, or
          abort.
        </Text>
      </Alert>
    );
  }
  if (state === 'review') {
    return (
      <Alert color="orange" icon={<IconTestPipe size={18} />} title="The dry run found something">
        <Text>{reason}</Text>
        <Text mt={4} c="dimmed">
          Nothing was changed. Go on without those sites, or abort and mend them first.
        </Text>
      </Alert>
    );
  }
  if (state === 'dry_run') {
    const done = ['ok', 'reasons', 'unable', 'failed'].reduce((sum, key) => sum + (dry_counts[key] ?? 0), 0);
    return (
      <Alert color="ink" icon={<IconTestPipe size={18} />} title="Dry run">
        {done} of {plural(rollout.site_count, 'site')} have answered. Nothing is changed yet.
      </Alert>
    );
  }
  if (state === 'paused' || state === 'aborted') {
    return (
      <Alert color="gray" icon={<IconHandStop size={18} />} title={reason ?? 'Paused'}>
        Nothing more is ordered.
        {rollout.counts.active > 0 &&
          ` What runs at ${plural(rollout.counts.active, 'site')} ends by itself.`}
      </Alert>
    );
  }
  if (waiting_for === 'confirmation') {
    return (
      <Alert color="orange" icon={<IconHandStop size={18} />} title="It waits for your word">
        <Group justify="space-between">
          <Text>
            The wave is done. Look at its sites, then confirm it; the next wave begins after a second look.
          </Text>
          {confirm('Confirm the wave')}
        </Group>
      </Alert>
    );
  }
  if (waiting_for === 'pause') {
    return (
      <Alert color="gray" icon={<IconClock size={18} />} title="Between waves">
        <Group justify="space-between">
          <Text>The next wave begins {until}, after a second look at the sites of this one.</Text>
          {confirm('Go on now')}
        </Group>
      </Alert>
    );
  }
  if (waiting_for === 'window') {
    return (
      <Alert color="gray" icon={<IconClock size={18} />} title="Waits for the maintenance window">
        The first window opens {until}.
      </Alert>
    );
  }
  return null;
}
