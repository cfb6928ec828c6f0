import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import type { MigrationDetail } from '../../../../contract/panel/migrations.js';
import { call } from '../../api/client.js';
import { asApiError } from '../../api/errors.js';
import { keys } from '../../api/query-keys.js';

/** Does something with a migration and shows what it is then; what is refused is said beside the page. */
export function useMigrationAction(id: number) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const show = (migration: MigrationDetail) => {
    client.setQueryData(keys.migration(migration.id), migration);
    void client.invalidateQueries({ queryKey: keys.migrationLists });
  };
  const onError = (error: unknown) => {
    const { message, hint } = asApiError(error);
    notifications.show({ color: 'red', title: message, message: hint, withBorder: true, autoClose: 15_000 });
    void client.invalidateQueries({ queryKey: keys.migration(id) });
  };
  const start = useMutation({
    mutationFn: () => call('migrationStart', { id }),
    onSuccess: (migration) => {
      show(migration);
      void navigate(`/migrations/${migration.id}`);
    },
    onError,
  });
  const cancel = useMutation({ mutationFn: () => call('migrationCancel', { id }), onSuccess: show, onError });
  const retry = useMutation({
    mutationFn: (targetIds: number[] | null) =>
      call('migrationRetry', { id, body: targetIds ? { target_ids: targetIds } : {} }),
    onSuccess: show,
    onError,
  });
  return { start, cancel, retry };
}
