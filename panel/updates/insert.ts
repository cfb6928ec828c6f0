/** Writes an order down before anything is sent: its task, the request and its items. */
import { randomUUID } from 'node:crypto';
import { updateOptions } from '../../contract/panel/updates.js';
import { audit } from '../audit/service.js';
import type { Principal } from '../auth/principal.js';
import type { PanelContext } from '../context.js';
import type { Transaction } from '../db/database.js';
import { Prisma, type Instance, type Task } from '../db/generated/client.js';
import { recordChanges } from '../events/record.js';
import { ProblemError } from '../http/problem-error.js';
import { changeTypeOf, changeTypes } from '../tasks/change-types.js';
import { ORDER_LEASE } from '../tasks/send.js';
import { openStates } from '../tasks/states.js';
import { taskChanges } from '../tasks/task-changes.js';
import type { UpdateOrder, UpdateOrderItem } from './order-form.js';

type Site = Pick<Instance, 'id' | 'moodleVersionNumber'>;

/**
 * A unique index decides whether the site is free, not a look before.
 * @param sendNow whether the caller sends it; otherwise a worker does
 * @throws ProblemError 409 while another change of the site is open
 */
export async function insertRequest(
  panel: PanelContext,
  who: Pick<Principal, 'actor' | 'ip'>,
  site: Site,
  order: UpdateOrder,
  sendNow: boolean,
): Promise<{ requestId: number; task: Task }> {
  try {
    return await panel.prisma.$transaction((tx) => insertRows(panel, tx, who, site, order, sendNow));
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') {
      throw await underWay(panel, site.id);
    }
    throw error;
  }
}

async function insertRows(
  panel: PanelContext,
  tx: Transaction,
  who: Pick<Principal, 'actor' | 'ip'>,
  site: Site,
  order: UpdateOrder,
  sendNow: boolean,
): Promise<{ requestId: number; task: Task }> {
  const now = panel.clock();
  const by = { createdBy: who.actor, createdAt: now };
  const task = await tx.task.create({
    data: {
      instanceId: site.id,
      type: changeTypeOf[order.kind],
      requestKey: randomUUID(),
      order: {},
      orderLease: sendNow ? new Date(now.getTime() + ORDER_LEASE) : null,
      nextPollAt: now,
      ...by,
    },
  });
  const present = await presentVersions(tx, site, order);
  const request = await tx.updateRequest.create({
    data: {
      instanceId: site.id,
      taskId: task.id,
      kind: order.kind,
      dryRun: order.dryRun,
      options: updateOptions.parse({
        overwrite_vcs: order.options.overwriteVcs,
        ignore_health: order.options.ignoreHealth,
      }),
      rolloutId: order.rolloutId ?? null,
      retryOf: order.retryOf ?? null,
      ...by,
      items: { create: order.items.map((item) => itemColumns(order, item, present)) },
    },
  });
  await audit(
    panel,
    who,
    {
      action: `update.${order.kind}${order.dryRun ? '.dry_run' : ''}`,
      instanceId: site.id,
      target: `request ${request.id}`,
      detail: order.items.map(itemWords).join(', '),
    },
    tx,
  );
  // Of one that is sent at once pages hear when the site has taken it.
  if (!sendNow) await recordChanges(tx, [...taskChanges(task), { type: 'instance.updated', id: site.id }]);
  return { requestId: request.id, task };
}

async function presentVersions(
  tx: Transaction,
  site: Site,
  order: UpdateOrder,
): Promise<Map<string, string | null>> {
  if (order.kind === 'core') return new Map([['core', site.moodleVersionNumber]]);
  const components = order.items.flatMap((item) => item.component ?? []);
  const rows = await tx.instancePlugin.findMany({
    where: { instanceId: site.id, component: { in: components }, goneAt: null },
    select: { component: true, version: true },
  });
  return new Map(rows.map((row) => [row.component, row.version]));
}

function itemColumns(
  { kind }: UpdateOrder,
  item: UpdateOrderItem,
  present: ReadonlyMap<string, string | null>,
): Prisma.UpdateItemCreateWithoutRequestInput {
  const component = kind === 'core' ? 'core' : (item.component ?? null);
  return {
    component,
    fromVersion: present.get(component ?? '') ?? null,
    toVersion: kind === 'uninstall' ? null : (item.version ?? null),
    toRelease: item.release ?? null,
    download: item.download ?? null,
    link: item.link ?? null,
    libraryItemId: item.libraryItemId ?? null,
    md5: item.md5 || null,
    sha256: item.sha256 || null,
  };
}

function itemWords({ component, version, link, libraryItemId }: UpdateOrderItem): string {
  const name = component ?? link ?? `library item ${libraryItemId ?? ''}`;
  return version ? `${name} ${version}` : name;
}

async function underWay(panel: PanelContext, instanceId: number): Promise<ProblemError> {
  const open = await panel.prisma.task.findFirst({
    where: { instanceId, type: { in: changeTypes }, status: { in: openStates } },
    select: { updateRequest: { select: { id: true } } },
  });
  const which = open?.updateRequest ? ` (request ${open.updateRequest.id})` : '';
  return new ProblemError(409, 'Under way', {
    detail: `This site is being changed already${which}.`,
    hint: 'Wait until that has ended.',
  });
}
