import { ActionIcon, Group, Menu, Tooltip } from '@mantine/core';
import {
  IconDotsVertical,
  IconDownload,
  IconKey,
  IconListDetails,
  IconRestore,
  IconTrash,
} from '@tabler/icons-react';
import { useState } from 'react';
import type { Backup } from '../../../contract/panel/backups.js';
import { routeUrl } from '../api/client.js';
import { useOpenTask } from '../tasks/use-open-task.js';
import { backupTitle } from './backup-words.js';
import { DeleteBackup } from './delete-backup.js';
import { ShowPassword } from './show-password.js';
import { RestoreBackup } from './restore-backup.js';

type Dialog = 'restore' | 'delete' | 'password' | null;

/** What can be done with one backup. */
export function BackupActions({ backup, may }: { backup: Backup; may: boolean }) {
  const [dialog, setDialog] = useState<Dialog>(null);
  const openTask = useOpenTask();
  const usable = backup.status === 'succeeded' && backup.deleted_at === null;
  const idle = backup.open_task_id === null;
  const close = () => setDialog(null);
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      {usable && may && (
        <Tooltip label="Download">
          <ActionIcon
            component="a"
            href={routeUrl('backupFile', backup.id)}
            download
            variant="subtle"
            color="gray"
            aria-label={`Download the backup of ${backupTitle(backup)}`}
          >
            <IconDownload size={17} />
          </ActionIcon>
        </Tooltip>
      )}
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`More for the backup of ${backupTitle(backup)}`}
          >
            <IconDotsVertical size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconListDetails size={16} />}
            onClick={() => openTask(backup.open_task_id ?? backup.task_id)}
          >
            Task and log
          </Menu.Item>
          {may && usable && (
            <>
              <Menu.Item
                leftSection={<IconRestore size={16} />}
                disabled={!idle}
                onClick={() => setDialog('restore')}
              >
                Restore…
              </Menu.Item>
              <Menu.Item leftSection={<IconKey size={16} />} onClick={() => setDialog('password')}>
                Show password…
              </Menu.Item>
            </>
          )}
          {may && usable && (
            <>
              <Menu.Divider />
              <Menu.Item
                color="red"
                leftSection={<IconTrash size={16} />}
                disabled={!idle}
                onClick={() => setDialog('delete')}
              >
                Delete…
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {dialog === 'restore' && <RestoreBackup backup={backup} onClose={close} />}
      {dialog === 'delete' && <DeleteBackup backup={backup} onClose={close} />}
      {dialog === 'password' && <ShowPassword backup={backup} onClose={close} />}
    </Group>
  );
}
