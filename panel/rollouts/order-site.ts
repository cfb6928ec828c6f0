/** Orders the change from one site, once: whoever takes over from a process that died looks for its order first. */
import { rolloutWindow } from '../../contract/panel/rollouts.js';
import { updateWhat } from '../../contract/panel/updates.js';
import type { PanelContext } from '../context.js';
import type { Rollout, RolloutSite } from '../db/generated/client.js';
import { endStep, type ClaimedSite } from './lease.js';
import type { PlaceOrder } from './orders.js';
import { isOpen } from './window.js';

/** Milliseconds until a site that is busy or cannot be reached is tried again. */
const AGAIN_AFTER = 30_000;

type Site = RolloutSite & {
  rollout: Rollout;
  instanceId: number;
  instance: { timezone: string | null } | null;
};

export async function orderSite(
  panel: PanelContext,
  claimed: ClaimedSite,
  site: Site,
  place: PlaceOrder,
): Promise<void> {
  const dryRun = site.state !== 'ordering';
  const { rollout } = site;
  const key = { siteId: site.id, dryRun, attempt: site.attempt };
  const begun = await panel.prisma.rolloutOrder.findUnique({ where: { siteId_dryRun_attempt: key } });
  const sent = begun && (begun.requestId ?? (await findSent(panel, site, dryRun)));
  if (sent) return noteOrdered(panel, claimed, begun.id, sent, dryRun);

  const mayOrder = dryRun
    ? rollout.state === 'dry_run'
    : rollout.state === 'running' && inWindow(panel, site);
  if (!mayOrder) return takeBack(panel, claimed, site, dryRun);
  const order =
    begun ?? (await panel.prisma.rolloutOrder.create({ data: { ...key, createdAt: panel.clock() } }));
  const result = await place(panel, {
    rolloutId: rollout.id,
    instanceId: site.instanceId,
    dryRun,
    actor: `rollout ${rollout.id} (${rollout.startedBy ?? rollout.createdBy})`,
    what: updateWhat.parse(rollout.what),
    options: { overwriteVcs: rollout.overwriteVcs, ignoreHealth: rollout.ignoreHealth },
  });
  const now = panel.clock();
  const end = { finishedAt: now, nextAt: null, deadlineAt: null };
  switch (result.kind) {
    case 'ordered':
      return noteOrdered(panel, claimed, order.id, result.requestId, dryRun);
    case 'nothing':
      // An earlier attempt has brought it: what is left is to look whether the site is well.
      if (!dryRun && site.requestId !== null) {
        return endStep(panel, claimed, { state: 'checking', nextAt: now, error: null });
      }
      return endStep(panel, claimed, {
        ...end,
        state: 'skipped',
        error: result.message,
        ...(dryRun && { dryState: 'ok' }),
      });
    case 'refused':
      if (result.again) {
        const nextAt = new Date(now.getTime() + AGAIN_AFTER);
        return endStep(panel, claimed, { error: result.message, nextAt });
      }
      return endStep(panel, claimed, {
        error: result.message,
        ...(dryRun ? { dryState: 'failed', nextAt: null, deadlineAt: null } : { ...end, state: 'failed' }),
      });
  }
}

/** A request of this rollout to this site that no earlier attempt has noted. */
async function findSent(panel: PanelContext, site: Site, dryRun: boolean): Promise<number | null> {
  const noted = await panel.prisma.rolloutOrder.findMany({
    where: { siteId: site.id, requestId: { not: null } },
    select: { requestId: true },
  });
  const found = await panel.prisma.updateRequest.findFirst({
    where: {
      rolloutId: site.rolloutId,
      instanceId: site.instanceId,
      dryRun,
      id: { notIn: noted.flatMap(({ requestId }) => requestId ?? []) },
    },
    orderBy: { id: 'desc' },
    select: { id: true },
  });
  return found?.id ?? null;
}

async function noteOrdered(
  panel: PanelContext,
  claimed: ClaimedSite,
  orderId: number,
  requestId: number,
  dryRun: boolean,
): Promise<void> {
  await panel.prisma.rolloutOrder.update({ where: { id: orderId }, data: { requestId } });
  await endStep(panel, claimed, {
    error: null,
    nextAt: null,
    ...(dryRun ? { dryState: 'running', dryRequestId: requestId } : { state: 'updating', requestId }),
  });
}

/** It may have closed while the site was busy or could not be reached. */
function inWindow(panel: PanelContext, site: Site): boolean {
  const window = rolloutWindow.nullable().parse(site.rollout.window);
  return isOpen(window, panel.clock(), site.instance?.timezone ?? panel.config.timezone);
}

/** The rollout was paused, stopped or aborted, or the window closed, before the order left. */
function takeBack(panel: PanelContext, claimed: ClaimedSite, site: Site, dryRun: boolean): Promise<void> {
  const back = { error: null, nextAt: null, deadlineAt: null };
  if (site.rollout.state === 'aborted') {
    return endStep(panel, claimed, {
      ...back,
      state: 'skipped',
      error: 'The rollout was aborted before its turn.',
      ...(dryRun && { dryState: 'none' }),
    });
  }
  return endStep(panel, claimed, {
    ...back,
    ...(dryRun ? { dryState: 'waiting' } : { state: 'waiting', startedAt: null }),
  });
}
