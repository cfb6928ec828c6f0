/**
 * Finds an upgrade of this site that runs already: somebody else's, or one that the agent began before it was killed and
 * that goes on by itself. Looked for by its command line, which everybody may read, whoever runs it.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { markOf } from '../moodle/program-mark.js';
import { isShutdown } from '../tasks/stop-reason.js';

const EVERY = 500;
/** Milliseconds after which what was killed is gone. */
const KILLED_WITHIN = 5_000;

/**
 * Ids of processes that run the site's `admin/cli/upgrade.php`, or the agent's own program that uninstalls; none where the
 * system has no `/proc`.
 */
export async function runningUpgrades(moodleDir: string): Promise<number[]> {
  const script = join(moodleDir, 'admin/cli/upgrade.php');
  const found: number[] = [];
  for (const name of await readdir('/proc').catch(() => [] as string[])) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    const line = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    const [, ...args] = line.split('\0');
    const uninstalls = args.indexOf(markOf('uninstall'));
    if (args.includes(script) || (uninstalls >= 0 && args[uninstalls + 1] === moodleDir))
      found.push(Number(name));
  }
  return found;
}

/**
 * Waits until none runs any more. Only a stop of the agent ends the waiting: what was begun is not cancelled any more.
 * @param timeout milliseconds
 * @returns false when one still runs then
 */
export async function untilNoUpgrade(
  moodleDir: string,
  timeout: number,
  signal: AbortSignal,
): Promise<boolean> {
  const until = performance.now() + timeout;
  while ((await runningUpgrades(moodleDir)).length > 0) {
    if (isShutdown(signal)) throw signal.reason;
    if (performance.now() > until) return false;
    await pause(EVERY);
  }
  return true;
}

/**
 * Ends those that still run.
 * @returns those that cannot be ended: another user's, for one
 */
export async function endUpgrades(moodleDir: string): Promise<number[]> {
  for (const id of await runningUpgrades(moodleDir)) {
    try {
      process.kill(id, 'SIGKILL');
    } catch {
      // Gone meanwhile, or not ours to end: the next look tells.
    }
  }
  await untilNoUpgrade(moodleDir, KILLED_WITHIN, new AbortController().signal);
  return runningUpgrades(moodleDir);
}
