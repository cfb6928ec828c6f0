import { useMutation } from '@tanstack/react-query';
import type { UpdateOptions, UpdateRequestsCreated } from '../../../contract/panel/updates.js';
import { call } from '../api/client.js';
import { asApiError } from '../api/errors.js';
import { ordersOf, type Plan } from './plan.js';
import { useUpdatesChanged } from './use-updates-changed.js';

export interface OrderInput {
  plan: Plan;
  dryRun: boolean;
  options: UpdateOptions;
}

/** Orders a plan. A group of sites whose order was not taken stands among the refused, and the others go on. */
export function useOrder() {
  const changed = useUpdatesChanged();
  return useMutation({
    mutationFn: async ({ plan, dryRun, options }: OrderInput): Promise<UpdateRequestsCreated> => {
      const result: UpdateRequestsCreated = { ordered: [], refused: [] };
      for (const { instanceIds, what } of ordersOf(plan)) {
        try {
          const reply = await call('updateRequestCreate', {
            body: { scope: { instance_ids: instanceIds }, what, dry_run: dryRun, options },
          });
          result.ordered.push(...reply.ordered);
          result.refused.push(...reply.refused);
        } catch (error) {
          const { status, message } = asApiError(error);
          result.refused.push(
            ...instanceIds.map((id) => ({
              instance_id: id,
              instance_name: plan.sites.find((site) => site.id === id)?.name ?? `Site ${id}`,
              status,
              message,
            })),
          );
        }
      }
      return result;
    },
    onSettled: changed,
  });
}
