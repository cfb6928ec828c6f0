/** How a site is doing: its cron and tasks, the disk below its data root, upgrade and maintenance. */
import { statfs } from 'node:fs/promises';
import type { HealthLevel, HealthReply } from '../../../contract/agent/health.js';
import { BridgeError, type MoodleFacts } from '../bridge.js';
import type { Site } from '../site.js';
import { adhocHealth, cronHealth, scheduledHealth } from './task-health.js';

/** Shares of the disk that must be free. */
const DISK_LOW = 0.1;
const DISK_FULL = 0.03;

/**
 * Looks at the site. What only PHP knows is `unknown` when PHP does not answer.
 * @param now unix seconds
 * @throws MoodleUnavailable when the site's database does not answer
 */
export async function siteHealth(site: Site, now: number): Promise<HealthReply> {
  const [cron, adhoc_tasks, scheduled_tasks, disk, facts] = await Promise.all([
    cronHealth(site, now),
    adhocHealth(site, now),
    scheduledHealth(site, now),
    diskHealth(site.config.dataroot),
    factsOf(site),
  ]);
  const upgrade = upgradeHealth(facts);
  const maintenance = maintenanceHealth(facts);
  const parts = [cron, adhoc_tasks, scheduled_tasks, disk, upgrade, maintenance];
  return {
    status: worst(parts.map((part) => part.status)),
    checked_at: now,
    cron,
    adhoc_tasks,
    scheduled_tasks,
    disk,
    upgrade,
    maintenance,
  };
}

async function factsOf(site: Site): Promise<MoodleFacts | null> {
  try {
    return await site.bridge.facts();
  } catch (error) {
    if (error instanceof BridgeError) return null;
    throw error;
  }
}

async function diskHealth(folder: string): Promise<HealthReply['disk']> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const total = blocks * bsize;
    const share = total === 0 ? 1 : free / total;
    const status = share < DISK_FULL ? 'critical' : share < DISK_LOW ? 'warning' : 'ok';
    return { status, free, total, message: `${Math.round(share * 100)} % of the data root's disk are free.` };
  } catch {
    return { status: 'critical', free: null, total: null, message: 'The data root cannot be read.' };
  }
}

const noPhp = 'PHP does not answer: run `moopanel-agent doctor` on the host.';

function upgradeHealth(facts: MoodleFacts | null): HealthReply['upgrade'] {
  if (facts === null) return { status: 'unknown', pending: null, message: noPhp };
  return facts.upgradePending
    ? { status: 'critical', pending: true, message: 'An upgrade waits: cron stands still until it is run.' }
    : { status: 'ok', pending: false, message: 'No upgrade is due.' };
}

function maintenanceHealth(facts: MoodleFacts | null): HealthReply['maintenance'] {
  if (facts === null) return { status: 'unknown', enabled: null, message: noPhp };
  return facts.maintenance
    ? { status: 'warning', enabled: true, message: 'The site is in maintenance: nobody can use it.' }
    : { status: 'ok', enabled: false, message: 'The site is open.' };
}

function worst(levels: readonly HealthLevel[]): HealthLevel {
  const order: readonly HealthLevel[] = ['critical', 'warning', 'unknown', 'ok'];
  return order.find((level) => levels.includes(level)) ?? 'ok';
}
