/** What the agent needs to change the site's code and to go back. */
import type { AgentConfig } from '../../config.js';
import { planDump } from '../../moodle/database/dump/dump-plan.js';
import type { Site } from '../../moodle/site.js';
import { pageProblem, unreachable } from '../../packages/check-site.js';
import { ok, reasonOf, warn, type Finding } from './check.js';

async function pages(site: Site): Promise<Finding> {
  const name = 'pages';
  const found = await site.bridge.pages(AbortSignal.timeout(60_000));
  const problem = pageProblem(found);
  if (problem === null) return ok(name, 'front page and login page answer');
  const mend = unreachable(found)
    ? 'Set AGENT_SITE_URL to an address under which this machine reaches the site; without it updates are checked less.'
    : 'Mend the site: it would not be updated as it is.';
  return warn(name, problem, mend);
}

async function dump(site: Site, { databaseDump }: AgentConfig): Promise<Finding> {
  const name = 'database dump';
  try {
    const { wanted, reason } = await planDump(site, databaseDump);
    if (wanted) return ok(name, `made before every change, in ${databaseDump.folder}`);
    return warn(name, reason ?? '', 'Without one a failed upgrade puts back only folders and versions.');
  } catch (error) {
    return warn(name, reasonOf(error), 'See that the database runs.');
  }
}

export async function checkChanges(site: Site, config: AgentConfig): Promise<Finding[]> {
  return [await pages(site), await dump(site, config)];
}
