import type { z } from 'zod';
import { component } from '../../contract/agent/common.js';
import {
  pluginUninstall,
  updateRequestCreate,
  updateRequestDetail,
  updateRequestList,
  updateRequestQuery,
  updateRequestsCreated,
} from '../../contract/panel/updates.js';
import type { Principal } from '../auth/principal.js';
import type { PanelContext } from '../context.js';
import { idParams } from '../http/id-params.js';
import { ProblemError } from '../http/problem-error.js';
import { defineRoute } from '../http/route.js';
import { getInstance } from '../instances/service.js';
import { listUpdateRequests } from './list.js';
import type { UpdateOrder, UpdatesOrdered } from './order-form.js';
import { resolve } from './resolve.js';
import { getUpdateRequest, orderUpdates, retryFailedItems } from './service.js';

const tag = 'Updates';

export const updateRoutes = [
  defineRoute({
    method: 'GET',
    path: '/update-requests',
    operationId: 'updateRequestList',
    summary: 'Changes of sites’ code, newest first',
    tag,
    role: 'viewer',
    request: { query: updateRequestQuery },
    status: 200,
    response: updateRequestList,
    handler: ({ panel, query }) => listUpdateRequests(panel, query),
  }),
  defineRoute({
    method: 'POST',
    path: '/update-requests',
    operationId: 'updateRequestCreate',
    summary: 'Update plugins or Moodle, or install zips, on sites; each has its own outcome',
    tag,
    role: 'operator',
    request: { body: updateRequestCreate },
    status: 202,
    response: updateRequestsCreated,
    async handler({ panel, principal, body }) {
      const { orders, refused } = await resolve(panel, body);
      const result = await orderUpdates(panel, principal, orders);
      return view(panel, { ordered: result.ordered, refused: [...refused, ...result.refused] });
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/update-requests/{id}',
    operationId: 'updateRequestGet',
    summary: 'One request with its items and the site’s report',
    tag,
    role: 'viewer',
    request: { params: idParams },
    status: 200,
    response: updateRequestDetail,
    handler: ({ panel, params }) => getUpdateRequest(panel, params.id),
  }),
  defineRoute({
    method: 'POST',
    path: '/update-requests/{id}/retry',
    operationId: 'updateRequestRetry',
    summary: 'Order the failed items once more',
    tag,
    role: 'operator',
    request: { params: idParams },
    status: 202,
    response: updateRequestDetail,
    handler: async ({ panel, principal, params }) =>
      getUpdateRequest(panel, await retryFailedItems(panel, principal, params.id)),
  }),
  defineRoute({
    method: 'POST',
    path: '/instances/{id}/plugins/{component}/uninstall',
    operationId: 'pluginUninstall',
    summary: 'Remove a plugin with its data',
    tag,
    role: 'operator',
    request: { params: idParams.extend({ component }), body: pluginUninstall },
    status: 202,
    response: updateRequestDetail,
    async handler({ panel, principal, params, body }) {
      if (body.confirm !== params.component) {
        throw new ProblemError(400, 'Not confirmed', {
          detail: `body.confirm: repeat the component’s name, ${params.component}.`,
          errors: [{ path: 'body.confirm', message: 'not the component’s name' }],
        });
      }
      const { id } = await getInstance(panel, params.id);
      await requireAdditional(panel, id, params.component);
      return getUpdateRequest(
        panel,
        await orderOne(panel, principal, {
          instanceId: id,
          kind: 'uninstall',
          dryRun: body.dry_run,
          items: [{ component: params.component }],
          options: { overwriteVcs: body.options.overwrite_vcs, ignoreHealth: body.options.ignore_health },
        }),
      );
    },
  }),
];

/** @throws ProblemError with the reason of the refusal */
async function orderOne(panel: PanelContext, who: Principal, order: UpdateOrder): Promise<number> {
  const { ordered, refused } = await orderUpdates(panel, who, [order]);
  const no = refused[0];
  if (no) throw new ProblemError(no.status, 'Not ordered', { detail: no.message });
  return ordered[0]?.requestId ?? 0;
}

/** The site refuses as well; here it is said at once. */
async function requireAdditional(panel: PanelContext, instanceId: number, name: string): Promise<void> {
  const row = await panel.prisma.instancePlugin.findUnique({
    where: { instanceId_component: { instanceId, component: name } },
  });
  if (!row || row.goneAt) {
    throw new ProblemError(404, 'Plugin not found', {
      detail: `This site has no plugin ${name}.`,
      hint: 'Sync the site, then load the list again.',
    });
  }
  if (row.standard) {
    throw new ProblemError(409, 'Part of Moodle', {
      detail: `${name} is delivered with Moodle and cannot be uninstalled here.`,
      hint: 'Switch it off in Moodle.',
    });
  }
}

async function view(
  panel: PanelContext,
  { ordered, refused }: UpdatesOrdered,
): Promise<z.input<typeof updateRequestsCreated>> {
  const rows = await panel.prisma.instance.findMany({
    where: { id: { in: refused.map((entry) => entry.instanceId) } },
    select: { id: true, name: true },
  });
  const names = new Map(rows.map((row) => [row.id, row.name]));
  return {
    ordered: ordered.map(({ instanceId, requestId }) => ({ instance_id: instanceId, request_id: requestId })),
    refused: refused.map(({ instanceId, status, message }) => ({
      instance_id: instanceId,
      instance_name: names.get(instanceId) ?? `Instance ${instanceId}`,
      status,
      message,
    })),
  };
}
