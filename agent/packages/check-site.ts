/** Whether the site is well, asked of Moodle and of the pages that everybody sees. */
import { BridgeError, type BridgeRun, type MoodleBridge } from '../moodle/bridge.js';
import type { PageCheck } from '../moodle/change-bridge.js';

/**
 * What is wrong with the site's code and database, asked while it is in maintenance.
 * @param expected versions that the database must show, `core` among them; null for what must be gone
 * @returns null when nothing is
 */
export async function stateProblem(
  bridge: MoodleBridge,
  expected: Readonly<Record<string, string | null>>,
  versionOf: (component: string) => Promise<string | null>,
): Promise<string | null> {
  let state;
  try {
    state = await bridge.upgradeState();
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    return `Moodle cannot be loaded: ${error.message}`;
  }
  if (state.pending) {
    const names = state.mismatches.map(({ component }) => component).slice(0, 10);
    return `Moodle still asks for an upgrade, so its cron stands still${names.length > 0 ? ` (${names.join(', ')})` : ''}.`;
  }
  if (state.unmet.length > 0)
    return `Requirements of these plugins are not met: ${state.unmet.slice(0, 10).join(', ')}.`;
  for (const [component, version] of Object.entries(expected)) {
    const found = component === 'core' ? state.coreDatabase : await versionOf(component);
    const same = version === null ? found === null : found !== null && Number(found) === Number(version);
    if (!same)
      return `The database says that ${component} is ${found ?? 'not installed'}, not ${version ?? 'gone'}.`;
  }
  return null;
}

/** Null when all pages are as they should be, else what is wrong with the first that is not. */
export function pageProblem(pages: readonly PageCheck[]): string | null {
  const bad = pages.find(({ problem }) => problem !== null);
  return bad ? `The page ${bad.path} is not well: ${bad.problem}` : null;
}

/** True when not one page gave any answer: the agent cannot reach the site's address. */
export function unreachable(pages: readonly PageCheck[]): boolean {
  return pages.length > 0 && pages.every(({ status }) => status === null);
}

/** Purges Moodle's caches. That this fails is no reason to go back or to stop going back. */
export async function purge(bridge: MoodleBridge, run: BridgeRun): Promise<void> {
  await bridge.purgeCaches().catch((error: Error) => {
    run.log(`The caches could not be purged: ${error.message}`);
  });
}
