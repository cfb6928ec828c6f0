import { Button, Menu, Text } from '@mantine/core';
import {
  IconBan,
  IconChevronDown,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconRocket,
} from '@tabler/icons-react';
import { useState } from 'react';
import type { RolloutDetail } from '../../../../contract/panel/rollouts.js';
import { ConfirmModal } from '../../ui/confirm-modal.js';
import { plural } from '../../ui/format.js';
import { useRolloutAction } from './use-rollout-action.js';

/** The buttons of a rollout: what its state allows, the likeliest in front. */
export function RolloutActions({ rollout }: { rollout: RolloutDetail }) {
  const [aborting, setAborting] = useState(false);
  const { act, retry } = useRolloutAction(rollout.id);
  const { state, counts } = rollout;
  const busy = act.isPending || retry.isPending;
  const mayRetry = counts.failed > 0 && ['running', 'paused', 'stopped', 'done'].includes(state);
  const mayAbort = !['done', 'aborted'].includes(state);
  const begin = (label: string) => (
    <Button leftSection={<IconRocket size={16} />} loading={busy} onClick={() => act.mutate('rolloutStart')}>
      {label}
    </Button>
  );
  return (
    <>
      {mayRetry && (
        <Button
          variant={state === 'stopped' ? 'filled' : 'default'}
          leftSection={<IconRefresh size={16} />}
          loading={retry.isPending}
          onClick={() => retry.mutate(null)}
        >
          Try {counts.failed === 1 ? 'the failed site' : `the ${counts.failed} failed`} again
        </Button>
      )}
      {state === 'draft' && begin(rollout.dry_run ? 'Start the dry run' : 'Start')}
      {state === 'review' && begin('Go on without those')}
      {state === 'running' && (
        <Button
          variant="default"
          leftSection={<IconPlayerPause size={16} />}
          loading={busy}
          onClick={() => act.mutate('rolloutPause')}
        >
          Pause
        </Button>
      )}
      {(state === 'paused' || state === 'stopped') && (
        <Button
          variant={state === 'paused' ? 'filled' : 'default'}
          leftSection={<IconPlayerPlay size={16} />}
          loading={act.isPending}
          onClick={() => act.mutate('rolloutResume')}
        >
          {state === 'paused' ? 'Resume' : 'Go on in spite of it'}
        </Button>
      )}
      {mayAbort && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" px={10} aria-label="More actions">
              <IconChevronDown size={16} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item color="red" leftSection={<IconBan size={16} />} onClick={() => setAborting(true)}>
              Abort the rollout…
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      {aborting && (
        <ConfirmModal
          title="Abort this rollout?"
          action="Abort the rollout"
          danger
          pending={act.isPending}
          error={act.error}
          onConfirm={() => act.mutate('rolloutAbort', { onSuccess: () => setAborting(false) })}
          onClose={() => setAborting(false)}
        >
          <Text>
            Nothing more is ordered: {plural(counts.waiting, 'site')} will be left out.
            {counts.active > 0 &&
              ` What runs at ${plural(counts.active, 'site')} now ends there by itself and is still noted here.`}
          </Text>
          <Text>An aborted rollout cannot be taken up again. To stop for a while, pause it.</Text>
        </ConfirmModal>
      )}
    </>
  );
}
