/**
 * Finds an upgrade of this site that runs already: somebody else's, or one that the agent began before it was killed and
 * that goes on by itself. Looked for by its command line, which everybody may read, whoever runs it.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const EVERY = 500;

/** Ids of processes that run the site's `admin/cli/upgrade.php`; none where the system has no `/proc`. */
export async function runningUpgrades(moodleDir: string): Promise<number[]> {
  const script = join(moodleDir, 'admin/cli/upgrade.php');
  const found: number[] = [];
  for (const name of await readdir('/proc').catch(() => [] as string[])) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    const line = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    const [, ...args] = line.split('\0');
    if (args.includes(script)) found.push(Number(name));
  }
  return found;
}

/**
 * Waits until none runs any more.
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
    if (performance.now() > until) return false;
    await pause(EVERY, undefined, { signal });
  }
  return true;
}
