/** Keeps the list of updates fresh. */
import { randomInt } from 'node:crypto';
import { schedule } from 'node-cron';
import type { AgentContext } from '../context.js';
import { settingNames, type Settings } from '../store/settings.js';

/**
 * The minute of the hour at which this installation looks whether a check is due: a fleet must not ask the service all at
 * once. Drawn once and kept.
 */
export async function checkMinute(settings: Settings): Promise<number> {
  const kept = await settings.get(settingNames.updateCheckMinute);
  if (kept !== null) return Number(kept);
  const minute = randomInt(60);
  await settings.set(settingNames.updateCheckMinute, String(minute));
  return minute;
}

/** Looks now and every hour; a check is due once a day. @returns what ends it */
export async function keepCheckingUpdates({ store, updates }: AgentContext): Promise<() => void> {
  const minute = await checkMinute(store.settings);
  const pass = () => updates.checkIfDue();
  void pass();
  const hourly = schedule(`${minute} * * * *`, pass, { name: 'updates', noOverlap: true });
  return () => void hourly.destroy();
}
