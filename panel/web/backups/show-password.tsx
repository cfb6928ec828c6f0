import { Button, Modal, Stack, Text } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { Backup } from '../../../contract/panel/backups.js';
import { call } from '../api/client.js';
import { CopyValue } from '../ui/copy-value.js';
import { ErrorNote } from '../ui/error-note.js';
import { backupTitle } from './backup-words.js';

/** Shows the password of a backup's zip after saying that the look is written down. */
export function ShowPassword({ backup, onClose }: { backup: Backup; onClose: () => void }) {
  const look = useMutation({ mutationFn: () => call('backupPassword', { id: backup.id }), gcTime: 0 });
  return (
    <Modal opened onClose={onClose} title={`Password of ${backupTitle(backup)}`}>
      <Stack gap="md">
        <Text>
          The downloaded zip (AES-256) opens with this password, in 7-Zip or any other program that knows AES
          zips. Each look is written to the audit log.
        </Text>
        {look.data ? (
          <CopyValue value={look.data.password} label="password" block />
        ) : (
          <Button leftSection={<IconEye size={16} />} loading={look.isPending} onClick={() => look.mutate()}>
            Show the password
          </Button>
        )}
        <ErrorNote error={look.error} />
      </Stack>
    </Modal>
  );
}
