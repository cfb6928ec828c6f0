import { Anchor, List } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { BackupCreated } from '../../../contract/panel/backups.js';
import { call } from '../api/client.js';
import { asApiError } from '../api/errors.js';
import { keys } from '../api/query-keys.js';
import { plural } from '../ui/format.js';

const ERRORS_SHOWN = 5;

function tellOutcome(instanceId: number, { items, errors }: BackupCreated): void {
  if (items.length > 0) {
    notifications.show({
      color: 'ink',
      title: `${plural(items.length, 'backup')} started`,
      message: (
        <Anchor component={Link} to={`/sites/${instanceId}/backups`} size="sm">
          Watch the progress
        </Anchor>
      ),
      withBorder: true,
    });
  }
  if (errors.length > 0) {
    notifications.show({
      color: 'orange',
      title: `${plural(errors.length, 'course')} could not be backed up`,
      message: (
        <List size="sm">
          {errors.slice(0, ERRORS_SHOWN).map(({ course_id, message }) => (
            <List.Item key={course_id}>
              Course {course_id}: {message}
            </List.Item>
          ))}
          {errors.length > ERRORS_SHOWN && <List.Item>and {errors.length - ERRORS_SHOWN} more</List.Item>}
        </List>
      ),
      autoClose: 15_000,
      withBorder: true,
    });
  }
}

/** Orders backups of courses of one site and says what became of the order. */
export function useBackUp(instanceId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (courseIds: number[]) =>
      call('backupCreate', { id: instanceId, body: { course_ids: courseIds } }),
    onSuccess: (created) => {
      tellOutcome(instanceId, created);
      void client.invalidateQueries({ queryKey: keys.backupLists });
      void client.invalidateQueries({ queryKey: keys.taskLists });
      void client.invalidateQueries({ queryKey: keys.overview });
    },
    onError: (error) => {
      const { message, hint } = asApiError(error);
      notifications.show({
        color: 'red',
        title: message,
        message: hint,
        autoClose: 15_000,
        withBorder: true,
      });
    },
  });
}
