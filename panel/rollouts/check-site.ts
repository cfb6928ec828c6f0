/** Looks at one site after its update: does it answer, is it healthy, has it the versions that were wanted? */
import type { HealthReply } from '../../contract/agent/health.js';
import { AgentError } from '../agents/agent-error.js';
import type { PanelContext } from '../context.js';
import type { Rollout, RolloutSite } from '../db/generated/client.js';
import { addressOf, getInstance } from '../instances/service.js';
import { syncInstance } from '../sync/service.js';
import { endStep, type ClaimedSite } from './lease.js';

/** Milliseconds until a site that did not answer, or shows older versions, is looked at again. */
const AGAIN_AFTER = 15_000;

type Site = RolloutSite & { rollout: Rollout; instanceId: number };
/** `again`: it may be well soon; until the deadline it is looked at again. */
type Finding = { well: true } | { well: false; again: boolean; message: string };

export async function checkSite(panel: PanelContext, claimed: ClaimedSite, site: Site): Promise<void> {
  const found = await look(panel, site);
  const now = panel.clock();
  if (found.well) {
    const end = { error: null, nextAt: null, deadlineAt: null };
    // A second look, after the pause, does not change when it was done.
    return endStep(panel, claimed, { ...end, state: 'succeeded', finishedAt: site.finishedAt ?? now });
  }
  if (found.again) {
    const nextAt = new Date(now.getTime() + AGAIN_AFTER);
    return endStep(panel, claimed, { error: found.message, nextAt });
  }
  const end = { state: 'failed', finishedAt: now, nextAt: null, deadlineAt: null };
  return endStep(panel, claimed, { ...end, error: found.message });
}

async function look(panel: PanelContext, site: Site): Promise<Finding> {
  const instance = await getInstance(panel, site.instanceId);
  if (instance.features.includes('health') && !site.rollout.ignoreHealth) {
    try {
      const health = await panel.agents.health(addressOf(panel, instance));
      const ill = complaints(health);
      if (ill.length > 0)
        return { well: false, again: false, message: `The site is not well: ${ill.join(' ')}` };
    } catch (error) {
      if (!(error instanceof AgentError)) throw error;
      return { well: false, again: mayHeal(error), message: `${error.message} ${error.hint}` };
    }
  }
  if (!(await syncInstance(panel, site.instanceId))) {
    const after = await getInstance(panel, site.instanceId);
    const again = after.connectionState === 'unreachable' || after.connectionState === 'error';
    return { well: false, again, message: after.connectionError ?? 'The site could not be read.' };
  }
  const wrong = await wrongVersions(panel, site);
  if (wrong.length === 0) return { well: true };
  return {
    well: false,
    again: true,
    message: `The site has other versions than were wanted: ${wrong.join(', ')}.`,
  };
}

const mayHeal = (error: AgentError): boolean => ['unreachable', 'timeout', 'busy'].includes(error.kind);

/** What the agent calls critical, in its words. What it could not find out is no complaint. */
function complaints(health: HealthReply): string[] {
  const { cron, adhoc_tasks, scheduled_tasks, disk, upgrade, maintenance } = health;
  return [cron, adhoc_tasks, scheduled_tasks, disk, upgrade, maintenance]
    .filter(({ status }) => status === 'critical')
    .map(({ message }) => message);
}

/** Components of the request of which the sync found another version than was installed. */
async function wrongVersions(panel: PanelContext, site: Site): Promise<string[]> {
  const items = await panel.prisma.updateItem.findMany({
    where: {
      requestId: site.requestId ?? 0,
      status: 'succeeded',
      component: { not: null },
      toVersion: { not: null },
    },
  });
  const components = items.flatMap(({ component }) => component ?? []);
  const [plugins, instance] = await Promise.all([
    panel.prisma.instancePlugin.findMany({
      where: { instanceId: site.instanceId, component: { in: components }, goneAt: null },
    }),
    panel.prisma.instance.findUnique({
      where: { id: site.instanceId },
      select: { moodleVersionNumber: true },
    }),
  ]);
  const versions = new Map(plugins.map((plugin) => [plugin.component, plugin.version]));
  versions.set('core', instance?.moodleVersionNumber ?? null);
  return items.flatMap(({ component, toVersion }) => {
    const found = versions.get(component ?? '') ?? null;
    // A site whose plugin list cannot be read is believed as far as its own report goes.
    if (found === null && plugins.length === 0 && component !== 'core') return [];
    return sameVersion(found, toVersion) ? [] : [`${component} is ${found ?? 'missing'}, not ${toVersion}`];
  });
}

/** `2024100700` and `2024100700.00` are one version. */
function sameVersion(a: string | null, b: string | null): boolean {
  return a === b || (a !== null && b !== null && Number(a) === Number(b));
}
