import { Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import type { Backup } from '../../../contract/panel/backups.js';
import { call } from '../api/client.js';
import { ConfirmModal } from '../ui/confirm-modal.js';
import { bytes, dateTime } from '../ui/format.js';
import { backupTitle } from './backup-words.js';
import { useBackupChanged } from './use-backup-changed.js';

/** Asks before a backup's file is deleted for good. */
export function DeleteBackup({ backup, onClose }: { backup: Backup; onClose: () => void }) {
  const changed = useBackupChanged();
  const remove = useMutation({
    mutationFn: () => call('backupDelete', { id: backup.id }),
    onSuccess: () => {
      notifications.show({ color: 'ink', message: 'The backup is being deleted.', withBorder: true });
      changed();
      onClose();
    },
  });
  return (
    <ConfirmModal
      title="Delete this backup?"
      action="Delete the file"
      danger
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <Text>
        The file of <strong>{backupTitle(backup)}</strong> from{' '}
        {dateTime(backup.finished_at ?? backup.created_at)} ({bytes(backup.size)}) is removed from the storage
        of {backup.instance_name}. It cannot be brought back.
      </Text>
      <Text c="dimmed">The course itself is not touched.</Text>
    </ConfirmModal>
  );
}
