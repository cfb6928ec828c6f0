import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { RolloutDetail } from '../../../../contract/panel/rollouts.js';
import { call } from '../../api/client.js';
import { asApiError } from '../../api/errors.js';
import { keys } from '../../api/query-keys.js';

export type RolloutAction =
  'rolloutStart' | 'rolloutPause' | 'rolloutResume' | 'rolloutAbort' | 'rolloutConfirm';

/** Does something with a rollout and shows what it is then; what is refused is said beside the page. */
export function useRolloutAction(id: number) {
  const client = useQueryClient();
  const show = (rollout: RolloutDetail) => {
    client.setQueryData(keys.rollout(id), rollout);
    void client.invalidateQueries({ queryKey: keys.rolloutLists });
    void client.invalidateQueries({ queryKey: keys.rolloutSites(id) });
  };
  const fail = (error: unknown) => {
    const { message, hint } = asApiError(error);
    notifications.show({ color: 'red', title: message, message: hint, withBorder: true });
    void client.invalidateQueries({ queryKey: keys.rollout(id) });
  };
  const act = useMutation({
    mutationFn: (name: RolloutAction) => call(name, { id }),
    onSuccess: show,
    onError: fail,
  });
  const retry = useMutation({
    mutationFn: (siteIds: number[] | null) =>
      call('rolloutRetry', { id, body: siteIds ? { site_ids: siteIds } : {} }),
    onSuccess: show,
    onError: fail,
  });
  const skip = useMutation({
    mutationFn: (siteIds: number[]) => call('rolloutSkip', { id, body: { site_ids: siteIds } }),
    onSuccess: show,
    onError: fail,
  });
  return { act, retry, skip };
}
