import { Button, Text } from '@mantine/core';
import { IconBan, IconRefresh, IconTransfer } from '@tabler/icons-react';
import { useState } from 'react';
import type { MigrationDetail } from '../../../../contract/panel/migrations.js';
import { ConfirmModal } from '../../ui/confirm-modal.js';
import { plural } from '../../ui/format.js';
import { mayTryAgain } from '../count-outcomes.js';
import { isMigrationOpen, isTargetOpen } from '../migration-words.js';
import { useMigrationAction } from './use-migration-action.js';

/** The buttons of a migration: what its state allows. */
export function MigrationActions({ migration }: { migration: MigrationDetail }) {
  const [asked, setAsked] = useState<'cancel' | 'start' | null>(null);
  const { start, cancel, retry } = useMigrationAction(migration.id);
  const { state, dry_run, targets, failed } = migration;
  const open = isMigrationOpen(state);
  const close = () => setAsked(null);
  const again = targets.filter((target) => mayTryAgain(target, dry_run)).length;
  const mayRetry = !open && (again > 0 || state === 'failed' || state === 'cancelled');
  const mayStart = dry_run && state === 'done' && failed < targets.length;
  return (
    <>
      {mayRetry && (
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} />}
          loading={retry.isPending}
          onClick={() => retry.mutate(null)}
        >
          {state === 'done' && again > 1 ? `Try what failed at ${again} sites again` : 'Try again'}
        </Button>
      )}
      {mayStart && (
        <Button leftSection={<IconTransfer size={16} />} onClick={() => setAsked('start')}>
          Start for real…
        </Button>
      )}
      {open && (
        <Button variant="default" leftSection={<IconBan size={16} />} onClick={() => setAsked('cancel')}>
          Cancel…
        </Button>
      )}
      {asked === 'cancel' && (
        <ConfirmModal
          title={dry_run ? 'Cancel this dry run?' : 'Cancel this migration?'}
          action={dry_run ? 'Cancel the dry run' : 'Cancel the migration'}
          danger
          pending={cancel.isPending}
          error={null}
          onConfirm={() => cancel.mutate(undefined, { onSettled: close })}
          onClose={close}
        >
          <CancelWords migration={migration} />
        </ConfirmModal>
      )}
      {asked === 'start' && (
        <ConfirmModal
          title="Start the migration for real?"
          action="Start the migration"
          pending={start.isPending}
          error={null}
          onConfirm={() => start.mutate(undefined, { onSettled: close })}
          onClose={close}
        >
          <Text>
            {migration.source_name} exports once more, with all content, and each of{' '}
            {plural(targets.length, 'site')} imports it with the same settings as in this dry run.
          </Text>
          <Text c="dimmed">
            What a target has already is left as it is. A migration cannot be undone by a button: what was
            created stays until somebody deletes it at the site.
          </Text>
        </ConfirmModal>
      )}
    </>
  );
}

function CancelWords({ migration }: { migration: MigrationDetail }) {
  const running = migration.targets.filter(({ state }) => isTargetOpen(state)).length;
  if (migration.dry_run) return <Text>Nothing has been changed anywhere, so nothing is left behind.</Text>;
  return (
    <>
      <Text>
        {migration.state === 'delivering'
          ? `What has not ended yet at ${plural(running, 'site')} stops after the entity that is being imported.`
          : 'The export stops. Nothing has been changed at any target.'}
      </Text>
      <Text c="dimmed">
        What was created until then stays. To go on later, press “Try again”: what is there already is found
        and not created twice.
      </Text>
    </>
  );
}
