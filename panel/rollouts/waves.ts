/** What happens in a running rollout: sites of the present wave are released, waves end, too many failures stop it. */
import { rolloutWindow } from '../../contract/panel/rollouts.js';
import type { Ledger } from './ledger.js';
import { hasEnded, isActive, type WaveRow } from './states.js';
import { isOpen } from './window.js';

/** Steps until nothing changes any more: the end of one wave may be the beginning of the next. */
export function stepWaves(ledger: Ledger, defaultZone: string): void {
  const { rollout } = ledger;
  for (;;) {
    const wave = rollout.waves.find(({ state }) => state !== 'done');
    if (!wave) {
      finish(ledger);
      return;
    }
    if (!stepWave(ledger, wave, defaultZone)) return;
  }
}

/** @returns whether the wave ended or changed its state, so that there may be more to do */
function stepWave(ledger: Ledger, wave: WaveRow, defaultZone: string): boolean {
  const { now } = ledger;
  if (stopOnFailures(ledger, wave)) return false;
  switch (wave.state) {
    case 'waiting':
      ledger.setWave(wave, { state: 'running', startedAt: now });
      return true;
    case 'running':
      if (ledger.sites(wave).every((site) => hasEnded(site.state))) return endOfSites(ledger, wave);
      release(ledger, wave, defaultZone);
      return false;
    case 'pausing':
      if (wave.pauseUntil !== null && wave.pauseUntil > now) return false;
      recheck(ledger, wave);
      return true;
    case 'rechecking':
      if (!ledger.sites(wave).every((site) => hasEnded(site.state))) return false;
      ledger.setWave(wave, { state: 'done', finishedAt: now });
      return true;
    default:
      return false;
  }
}

function stopOnFailures(ledger: Ledger, wave: WaveRow): boolean {
  const failed = ledger.sites(wave).filter((site) => site.state === 'failed');
  const counted = failed.length - wave.accepted;
  if (counted <= ledger.rollout.maxFailures) return false;
  const first = failed[0];
  const reason =
    `${failed.length === 1 ? 'A site' : `${failed.length} sites`} of the wave “${wave.name}” failed${
      first
        ? `, ${failed.length === 1 ? '' : 'among them '}${first.instanceName}: ${first.error ?? 'no reason was given'}`
        : '.'
    }`.slice(0, 2000);
  ledger.setRollout({ state: 'stopped', reason });
  ledger.notify('error', 'Rollout stopped', reason);
  return true;
}

/**
 * All sites of the wave have ended. After the last wave nothing is waited for, nor for time to pass after one of which
 * every site was left out: there is nothing to be seen. An operator's word is asked for all the same.
 */
function endOfSites(ledger: Ledger, wave: WaveRow): boolean {
  const { now, rollout } = ledger;
  const last = rollout.waves.at(-1)?.id === wave.id;
  const untouched = ledger.sites(wave).every((site) => site.state === 'skipped');
  const none = rollout.pauseMinutes === 0 || (rollout.pauseMinutes !== null && untouched);
  if (last || none) ledger.setWave(wave, { state: 'done', finishedAt: now });
  else if (rollout.pauseMinutes === null) {
    ledger.setWave(wave, { state: 'confirm' });
    ledger.notify(
      'warning',
      'Rollout waits for your word',
      `The wave “${wave.name}” is done: confirm it to go on.`,
    );
    return false;
  } else {
    const pauseUntil = new Date(now.getTime() + rollout.pauseMinutes * 60_000);
    ledger.setWave(wave, { state: 'pausing', pauseUntil });
    return false;
  }
  return true;
}

/** After the pause the sites of the wave are looked at once more: some faults show only after a while. */
export function recheck(ledger: Ledger, wave: WaveRow): void {
  const { now, rollout } = ledger;
  const good = ledger.sites(wave).filter((site) => site.state === 'succeeded');
  ledger.setSites(good, {
    state: 'checking',
    nextAt: now,
    deadlineAt: new Date(now.getTime() + rollout.siteDeadline * 60_000),
  });
  ledger.setWave(wave, { state: 'rechecking' });
}

/** Lets sites begin whose window is open, as many as may be changed beside each other. */
function release(ledger: Ledger, wave: WaveRow, defaultZone: string): void {
  const { now, rollout } = ledger;
  const window = rolloutWindow.nullable().parse(rollout.window);
  const active = ledger.sites().filter((site) => isActive(site.state)).length;
  const zones = new Map<string, boolean>();
  const openIn = (zone: string) => {
    const known = zones.get(zone) ?? isOpen(window, now, zone);
    zones.set(zone, known);
    return known;
  };
  const next = ledger
    .sites(wave)
    .filter((site) => site.state === 'waiting' && openIn(site.instance?.timezone ?? defaultZone))
    .slice(0, Math.max(rollout.concurrency - active, 0));
  ledger.setSites(next, {
    state: 'ordering',
    error: null,
    nextAt: now,
    startedAt: now,
    finishedAt: null,
    deadlineAt: new Date(now.getTime() + rollout.siteDeadline * 60_000),
  });
}

function finish(ledger: Ledger): void {
  const count = (state: string) => ledger.sites().filter((site) => site.state === state).length;
  const failed = count('failed');
  const skipped = count('skipped');
  ledger.setRollout({ state: 'done', reason: null, finishedAt: ledger.now });
  const words = [
    `${count('succeeded')} done`,
    failed && `${failed} failed`,
    skipped && `${skipped} left out`,
  ];
  ledger.notify(
    failed > 0 ? 'warning' : 'success',
    'Rollout finished',
    `${words.filter(Boolean).join(', ')}.`,
  );
}
