/** What operators do with a rollout. Each is one transaction under the lock of its row, and audited. */
import { audit } from '../audit/service.js';
import type { Principal } from '../auth/principal.js';
import type { PanelContext } from '../context.js';
import type { Transaction } from '../db/database.js';
import type { Rollout } from '../db/generated/client.js';
import { recordChanges, type Change } from '../events/record.js';
import { notFound, ProblemError } from '../http/problem-error.js';
import { notifyOfRollout } from '../notifications/service.js';

interface Action {
  tx: Transaction;
  row: Rollout;
  now: Date;
  who: Principal;
}

/** Starts a draft; after the review of a dry run it goes on without the sites that something speaks against. */
export function startRollout(panel: PanelContext, who: Principal, id: number): Promise<void> {
  return act(panel, who, id, 'start', ['draft', 'review'], async ({ tx, row, now }) => {
    if (row.state === 'review') {
      await tx.rolloutSite.updateMany({
        where: { rolloutId: id, state: 'waiting', dryState: { in: ['reasons', 'failed'] } },
        data: { state: 'skipped', error: 'Left out after its dry run.', finishedAt: now },
      });
      await tx.rollout.update({ where: { id }, data: { state: 'running', reason: null } });
      return [];
    }
    const state = row.dryRun ? 'dry_run' : 'running';
    if (row.dryRun)
      await tx.rolloutSite.updateMany({ where: { rolloutId: id }, data: { dryState: 'waiting' } });
    await tx.rollout.update({ where: { id }, data: { state, startedAt: now, startedBy: who.name } });
    const words = {
      level: 'info' as const,
      title: `Rollout started: ${row.name}`,
      body: row.summary,
      rolloutId: id,
    };
    return [await notifyOfRollout(tx, words, now)];
  });
}

/** Nothing new is ordered until it is resumed. */
export function pauseRollout(panel: PanelContext, who: Principal, id: number): Promise<void> {
  return act(panel, who, id, 'pause', ['running'], async ({ tx }) => {
    await tx.rollout.update({ where: { id }, data: { state: 'paused', reason: `Paused by ${who.name}.` } });
    return [];
  });
}

/** Goes on; after a stop in spite of the failures that there are. */
export function resumeRollout(panel: PanelContext, who: Principal, id: number): Promise<void> {
  return act(panel, who, id, 'resume', ['paused', 'stopped'], async ({ tx, row }) => {
    if (row.state === 'stopped') await acceptFailures(tx, id);
    await tx.rollout.update({ where: { id }, data: { state: 'running', reason: null } });
    return [];
  });
}

/** For good. What runs at sites ends there by itself. */
export function abortRollout(panel: PanelContext, who: Principal, id: number): Promise<void> {
  const states = ['draft', 'dry_run', 'review', 'running', 'paused', 'stopped'];
  return act(panel, who, id, 'abort', states, async ({ tx, row, now }) => {
    await tx.rolloutSite.updateMany({
      where: { rolloutId: id, state: 'waiting' },
      data: { state: 'skipped', error: 'The rollout was aborted before its turn.', finishedAt: now },
    });
    await tx.rollout.update({
      where: { id },
      data: { state: 'aborted', reason: `Aborted by ${who.name}.`, finishedAt: now },
    });
    const words = {
      level: 'warning' as const,
      title: `Rollout aborted: ${row.name}`,
      body: `By ${who.name}.`,
      rolloutId: id,
    };
    return [await notifyOfRollout(tx, words, now)];
  });
}

/** Ends the pause after a wave; its sites are looked at once more before the next begins. */
export function confirmWave(panel: PanelContext, who: Principal, id: number): Promise<void> {
  return act(panel, who, id, 'confirm', ['running'], async ({ tx, now }) => {
    const { count } = await tx.rolloutWave.updateMany({
      where: { rolloutId: id, state: { in: ['confirm', 'pausing'] } },
      data: { state: 'pausing', pauseUntil: now, confirmedBy: who.name },
    });
    if (count === 0) throw conflict('No wave waits for a confirmation now.');
    return [];
  });
}

/** @param siteIds of the rollout; without them all that have failed. Each is a new attempt in its own wave */
export function retrySites(
  panel: PanelContext,
  who: Principal,
  id: number,
  siteIds?: number[],
): Promise<void> {
  return act(panel, who, id, 'retry', ['running', 'paused', 'stopped', 'done'], async ({ tx, row }) => {
    const sites = await tx.rolloutSite.findMany({
      where: {
        rolloutId: id,
        state: 'failed',
        instanceId: { not: null },
        ...(siteIds && { id: { in: siteIds } }),
      },
    });
    if (sites.length === 0) throw conflict('None of these sites has failed.');
    await tx.rolloutSite.updateMany({
      where: { id: { in: sites.map((site) => site.id) } },
      data: { state: 'waiting', attempt: { increment: 1 }, error: null, finishedAt: null, nextAt: null },
    });
    await tx.rolloutWave.updateMany({
      where: { id: { in: sites.map((site) => site.waveId) }, state: { not: 'waiting' } },
      data: { state: 'running', finishedAt: null, pauseUntil: null, accepted: 0 },
    });
    if (row.state === 'paused') return [];
    await acceptFailures(tx, id);
    await tx.rollout.update({ where: { id }, data: { state: 'running', reason: null, finishedAt: null } });
    return [];
  });
}

/** Leaves sites out that wait for their turn, or takes failed ones out of the count. */
export function skipSites(panel: PanelContext, who: Principal, id: number, siteIds: number[]): Promise<void> {
  const states = ['draft', 'dry_run', 'review', 'running', 'paused', 'stopped'];
  return act(panel, who, id, 'skip', states, async ({ tx, now }) => {
    const { count } = await tx.rolloutSite.updateMany({
      where: { rolloutId: id, id: { in: siteIds }, state: { in: ['waiting', 'failed'] } },
      data: { state: 'skipped', error: `Left out by ${who.name}.`, finishedAt: now, nextAt: null },
    });
    if (count === 0)
      throw conflict('None of these sites waits or has failed; what is being changed ends by itself.');
    return [];
  });
}

/** The failures that there are count no more; the next one does. */
async function acceptFailures(tx: Transaction, rolloutId: number): Promise<void> {
  await tx.$executeRaw`
    UPDATE "RolloutWave" AS wave SET "accepted" = (
      SELECT count(*) FROM "RolloutSite" AS site WHERE site."waveId" = wave."id" AND site."state" = 'failed')
    WHERE wave."rolloutId" = ${rolloutId}`;
}

async function act(
  panel: PanelContext,
  who: Principal,
  id: number,
  name: string,
  states: string[],
  change: (action: Action) => Promise<Change[]>,
): Promise<void> {
  await panel.prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT "id" FROM "Rollout" WHERE "id" = ${id} FOR UPDATE`;
    const row = await tx.rollout.findUnique({ where: { id } });
    if (!row) throw notFound('Rollout', id);
    if (!states.includes(row.state)) {
      throw conflict(
        `The rollout is ${row.state.replace('_', ' ')}: this can be done while it is ${states.join(', ').replace('_', ' ')}.`,
      );
    }
    const changes = await change({ tx, row, now: panel.clock(), who });
    await audit(panel, who, { action: `rollout.${name}`, target: row.name, detail: `rollout ${id}` }, tx);
    await recordChanges(tx, [...changes, { type: 'rollout.updated', id }]);
  });
}

const conflict = (detail: string) =>
  new ProblemError(409, 'Not now', { detail, hint: 'Load the rollout again and look at its state.' });
