/** The dry run over all sites, before anything is changed. */
import type { Ledger } from './ledger.js';
import { dryActive } from './states.js';

/** Releases as many as may run beside each other; when all have ended it goes on by itself or asks an operator. */
export function stepDryRun(ledger: Ledger): void {
  const { rollout, now } = ledger;
  const waiting = ledger.sites().filter((site) => site.dryState === 'waiting' && site.state === 'waiting');
  const unable = waiting.filter(({ instance }) => instance?.agentKind === 'plugin' || lacksDryRun(instance));
  ledger.setSites(unable, { dryState: 'unable' });
  const active = ledger.sites().filter((site) => dryActive.includes(site.dryState)).length;
  const next = waiting
    .filter((site) => site.dryState === 'waiting')
    .slice(0, Math.max(rollout.concurrency - active, 0));
  ledger.setSites(next, {
    dryState: 'ordering',
    nextAt: now,
    deadlineAt: new Date(now.getTime() + rollout.siteDeadline * 60_000),
  });
  if (
    ledger
      .sites()
      .some((site) => ['waiting', ...dryActive].includes(site.dryState) && site.state === 'waiting')
  )
    return;

  const against = ledger.sites().filter((site) => site.dryState === 'reasons').length;
  const failed = ledger
    .sites()
    .filter((site) => site.dryState === 'failed' && site.state === 'waiting').length;
  if (against + failed === 0) {
    ledger.setRollout({ state: 'running', reason: null });
    return;
  }
  const reason = [
    against > 0 ? `Something speaks against the change at ${sites(against)}.` : '',
    failed > 0 ? `The dry run failed at ${sites(failed)}.` : '',
  ];
  ledger.setRollout({ state: 'review', reason: reason.filter(Boolean).join(' ') });
  ledger.notify('warning', 'The dry run found something', ledger.rollout.reason);
}

/** An agent that was reached and does not offer it. */
const lacksDryRun = (instance: { agentKind: string; features: string[] } | null): boolean =>
  instance !== null && instance.agentKind === 'agent' && !instance.features.includes('changes.dry_run');

const sites = (count: number): string => (count === 1 ? 'one site' : `${count} sites`);
