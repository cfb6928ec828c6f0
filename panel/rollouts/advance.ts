/**
 * Moves a rollout on by what stands in the database alone: ends of requests, deadlines, windows, waves. It asks no
 * site, so it is short; the row's lock keeps two workers from doing it at once.
 */
import type { PanelContext } from '../context.js';
import { recordChanges } from '../events/record.js';
import { notifyOfRollout } from '../notifications/service.js';
import { noteEnds } from './ends.js';
import { Ledger } from './ledger.js';
import { stepDryRun } from './dry-run.js';
import { dryActive, isActive, rolloutInclude } from './states.js';
import { stepWaves } from './waves.js';

/** @returns false when another worker is at it, or it is gone */
export async function advance(panel: PanelContext, rolloutId: number): Promise<boolean> {
  return panel.prisma.$transaction(
    async (tx) => {
      const locked = await tx.$queryRaw<{ id: number }[]>`
        SELECT "id" FROM "Rollout" WHERE "id" = ${rolloutId} FOR UPDATE SKIP LOCKED`;
      if (locked.length === 0) return false;
      const rollout = await tx.rollout.findUniqueOrThrow({
        where: { id: rolloutId },
        include: rolloutInclude,
      });
      const ledger = new Ledger(rollout, panel.clock());
      noteDeleted(ledger);
      await noteEnds(tx, ledger);
      noteDeadlines(ledger);
      if (rollout.state === 'dry_run') stepDryRun(ledger);
      if (rollout.state === 'running') stepWaves(ledger, panel.config.timezone);
      if (!ledger.changed) return true;
      await ledger.write(tx);
      const notices = [];
      for (const notice of ledger.notices)
        notices.push(await notifyOfRollout(tx, { ...notice, rolloutId }, ledger.now));
      await recordChanges(tx, [...notices, { type: 'rollout.updated', id: rolloutId }]);
      return true;
    },
    { timeout: 60_000 },
  );
}

function noteDeleted(ledger: Ledger): void {
  const gone = ledger
    .sites()
    .filter((site) => site.instanceId === null && (site.state === 'waiting' || isActive(site.state)));
  ledger.setSites(gone, {
    state: 'skipped',
    error: 'The site was deleted from the panel.',
    finishedAt: ledger.now,
    nextAt: null,
  });
}

/** A site that does not answer or does not come to an end counts as failed, so that the others go on. */
function noteDeadlines(ledger: Ledger): void {
  const { siteDeadline } = ledger.rollout;
  const late = ledger.sites().filter((site) => site.deadlineAt !== null && site.deadlineAt <= ledger.now);
  const released = { leaseToken: null, leaseUntil: null, nextAt: null, deadlineAt: null };
  for (const site of late) {
    if (isActive(site.state)) {
      const error = deadlineWords(site.state, siteDeadline, site.error);
      ledger.setSites([site], { ...released, state: 'failed', error, finishedAt: ledger.now });
    } else if (dryActive.includes(site.dryState)) {
      const last = site.error ? ` ${site.error}` : '';
      const error = `Its dry run did not end within ${siteDeadline} minutes.${last}`;
      ledger.setSites([site], { ...released, dryState: 'failed', error });
    }
  }
}

function deadlineWords(state: string, minutes: number, last: string | null): string {
  const tail = last ? ` ${last}` : '';
  if (state === 'ordering') return `The site did not take the order within ${minutes} minutes.${tail}`;
  if (state === 'updating') {
    return `The update did not end within ${minutes} minutes. What runs at the site ends there by itself: look at its request.`;
  }
  return `After the update the site was not found well in time.${tail}`;
}
