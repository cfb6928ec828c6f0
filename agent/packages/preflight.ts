/** Whether the site may be changed now, before anything of it is touched. */
import type { ChangeReason } from '../../contract/agent/changes.js';
import { requireSpace, NotEnoughSpace } from '../backup/storage/free-space.js';
import { BridgeError } from '../moodle/bridge.js';
import { databaseSize } from '../moodle/database/dump/dump.js';
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
  await checkSpace(found, site, config, space, folder);
  return found;
}

async function checkSpace(
  found: Preflight,
  site: AgentContext['site'],
  config: AgentContext['config'],
  space: number,
  folder: string,
): Promise<void> {
  const dump = config.databaseDump === 'never' ? 0 : await databaseSize(site);
  const dumped = config.databaseDump === 'auto' && dump > config.databaseDumpMax ? 0 : dump;
  try {
    await requireSpace([{ folder, bytes: space + dumped }]);
  } catch (error) {
    if (!(error instanceof NotEnoughSpace)) throw error;
    found.reasons.push({ code: 'disk-space', message: error.message });
  }
}
