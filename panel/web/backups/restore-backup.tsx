import { List, Radio, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Backup } from '../../../contract/panel/backups.js';
import { call } from '../api/client.js';
import { ConfirmModal } from '../ui/confirm-modal.js';
import { dateTime } from '../ui/format.js';
import { backupTitle } from './backup-words.js';
import { CoursePicker, type PickedCourse } from './course-picker.js';
import { useBackupChanged } from './use-backup-changed.js';

/** Asks before a course's content is replaced; says what will happen, step by step. */
export function RestoreBackup({ backup, onClose }: { backup: Backup; onClose: () => void }) {
  const [elsewhere, setElsewhere] = useState(false);
  const [target, setTarget] = useState<PickedCourse | null>(null);
  const changed = useBackupChanged();
  const courseId = elsewhere ? target?.id : undefined;
  const name = elsewhere ? (target?.name ?? 'the chosen course') : backupTitle(backup);
  const restore = useMutation({
    mutationFn: () => call('backupRestore', { id: backup.id, body: courseId ? { course_id: courseId } : {} }),
    onSuccess: () => {
      notifications.show({
        color: 'ink',
        title: 'Restore started',
        message: `${name} on ${backup.instance_name}`,
        withBorder: true,
      });
      changed();
      onClose();
    },
  });
  return (
    <ConfirmModal
      title="Restore this backup?"
      action="Replace the content"
      pending={restore.isPending}
      ready={!elsewhere || target !== null}
      error={restore.error}
      onConfirm={() => restore.mutate()}
      onClose={onClose}
    >
      <Radio.Group
        label="Into"
        value={elsewhere ? 'other' : 'own'}
        onChange={(value) => setElsewhere(value === 'other')}
      >
        <Stack gap={6} mt={6}>
          <Radio value="own" label={`Its own course: ${backupTitle(backup)}`} />
          <Radio value="other" label={`Another course of ${backup.instance_name}`} />
        </Stack>
      </Radio.Group>
      {elsewhere && <CoursePicker instanceId={backup.instance_id} picked={target} onPick={setTarget} />}
      <Text fw={600} mt="xs">
        What will happen on {backup.instance_name}
      </Text>
      <List type="ordered" size="sm" spacing={4}>
        <List.Item>
          A <strong>safety copy</strong> of {name} as it is now is made.
        </List.Item>
        <List.Item>
          The whole content of {name} is <strong>replaced</strong> by that of{' '}
          {dateTime(backup.finished_at ?? backup.created_at)}. What was added or changed since is gone from
          the course.
        </List.Item>
        <List.Item>If that fails, the course is put back from the safety copy.</List.Item>
      </List>
      <Text c="dimmed">The course cannot be relied on while this runs. You are told when it is done.</Text>
    </ConfirmModal>
  );
}
