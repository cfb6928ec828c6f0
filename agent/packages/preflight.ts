/** Whether the site may be changed now, before anything of it is touched. */
import type { ChangeReason } from '../../contract/agent/changes.js';
import { mkdir } from 'node:fs/promises';
import { requireSpace, NotEnoughSpace, type SpaceNeed } from '../backup/storage/free-space.js';
import { BridgeError } from '../moodle/bridge.js';
import { planDump } from '../moodle/database/dump/dump-plan.js';
import { readMaintenance } from '../moodle/maintenance.js';
import type { AgentContext } from '../context.js';
import { pageProblem, unreachable } from './check-site.js';
import { runningUpgrades } from './other-upgrades.js';

export interface Preflight {
  reasons: ChangeReason[];
  warnings: ChangeReason[];
}

/**
 * Looks at the site as it is.
 * @param ignoreHealth makes warnings of what speaks against the site's health
 * @param space bytes that the change will write beside the code
 */
export async function preflight(
  { site, config }: Pick<AgentContext, 'site' | 'config'>,
  { ignoreHealth, space, folder }: { ignoreHealth: boolean; space: number; folder: string },
): Promise<Preflight> {
  const found: Preflight = { reasons: [], warnings: [] };
  const unhealthy = (code: string, message: string) => {
    if (ignoreHealth) found.warnings.push({ code: 'unhealthy-before', message });
    else found.reasons.push({ code, message: `${message} Mend that first, or say ignore_health.` });
  };
  const running = await runningUpgrades(site.config.moodleDir);
  if (running.length > 0)
    found.reasons.push({
      code: 'upgrade-running',
      message: `An upgrade of this site runs already (process ${running[0]}). Wait for its end.`,
    });
  try {
    const state = await site.bridge.upgradeState();
    if (state.pending) unhealthy('upgrade-pending', 'Moodle asks for an upgrade already.');
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    unhealthy('unhealthy', `Moodle cannot be loaded: ${error.message}`);
  }
  if ((await readMaintenance(site.config)).on) {
    found.warnings.push({
      code: 'maintenance-on',
      message: 'The site is in maintenance already and stays so; its pages cannot be looked at.',
    });
  } else {
    const pages = await site.bridge.pages(AbortSignal.timeout(60_000));
    const problem = pageProblem(pages);
    if (unreachable(pages))
      found.warnings.push({
        code: 'pages-unreachable',
        message: `The agent cannot reach ${site.config.wwwroot}, so it cannot see whether the pages are well afterwards. AGENT_SITE_URL can name another address.`,
      });
    else if (problem !== null) unhealthy('unhealthy', problem);
  }
  await checkSpace(found, { site, config }, { folder, bytes: space });
  return found;
}

async function checkSpace(
  found: Preflight,
  { site, config }: Pick<AgentContext, 'site' | 'config'>,
  need: SpaceNeed,
): Promise<void> {
  const { mode, maxMb, folder } = config.databaseDump;
  const plan = await planDump(site, { mode, maxMb });
  const needs = [need];
  if (plan.wanted) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    needs.push({ folder, bytes: plan.size ?? 0 });
  }
  try {
    await requireSpace(needs);
  } catch (error) {
    if (!(error instanceof NotEnoughSpace)) throw error;
    found.reasons.push({ code: 'disk-space', message: error.message });
  }
}
