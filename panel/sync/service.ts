/** Brings what the panel knows of a site up to date: facts, numbers, courses with their categories, plugins. */
import type { CoursesReply } from '../../contract/agent/courses.js';
import { AgentError } from '../agents/agent-error.js';
import type { PanelContext } from '../context.js';
import { recordChanges } from '../events/record.js';
import { addressOf, getInstance } from '../instances/service.js';
import { probe, type AgentFacts } from '../instances/connection.js';
import { storeInventory } from '../plugins/inventory.js';
import { readInventory, type InventoryReading } from '../plugins/read.js';
import { settleBySync } from '../updates/settle.js';
import { pairIfOurs } from './pairing.js';
import { storeCourses } from './courses.js';

interface Reading {
  facts: AgentFacts;
  users: number | null;
  online: number | null;
  courses: CoursesReply;
  inventory: InventoryReading;
}

/**
 * Syncs one instance. What the site does wrong is written down in its connection state and not thrown.
 * @returns whether the site was read
 * @throws ProblemError 404 when there is no such instance
 */
export async function syncInstance(panel: PanelContext, id: number): Promise<boolean> {
  const instance = await getInstance(panel, id);
  const site = addressOf(panel, instance);
  let reading: Reading;
  try {
    const facts = await probe(panel, site);
    // One after the other: a small site must not be met by a crowd.
    const courses = await panel.agents.courses(site);
    const users = await optional(panel.agents.userCount(site));
    const online = await optional(panel.agents.onlineCount(site));
    const inventory = await readInventory(panel, id, site);
    reading = { facts, courses, users, online, inventory };
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    await noteFailure(panel, id, error);
    return false;
  }
  await store(panel, id, instance.name === new URL(instance.url).host, reading);
  await settleBySync(panel, id);
  await pairIfOurs(panel, id, site, reading.facts);
  return true;
}

/** A number that a site cannot give must not keep the rest from arriving. */
async function optional(reading: Promise<number>): Promise<number | null> {
  return reading.catch((error: unknown) => {
    if (error instanceof AgentError) return null;
    throw error;
  });
}

async function store(panel: PanelContext, id: number, unnamed: boolean, reading: Reading): Promise<void> {
  const { facts, users, online, courses, inventory } = reading;
  const { dashboard } = facts;
  const now = panel.clock();
  await panel.prisma.$transaction(
    async (tx) => {
      await tx.instance.update({
        where: { id },
        data: {
          // A site that nobody has named takes its own name.
          ...(unnamed ? { name: dashboard.site_fullname.slice(0, 200) || undefined } : {}),
          connectionState: 'connected',
          connectionError: null,
          agentKind: facts.kind,
          agentVersion: facts.version,
          features: facts.features,
          // The PHP plugin does not sign; it may have taken the place of an agent that did.
          ...(facts.kind === 'plugin' ? { signs: false } : {}),
          siteUrl: dashboard.url,
          moodleVersion: dashboard.moodle_version,
          theme: dashboard.theme,
          logo: dashboard.logo,
          userCount: users,
          onlineCount: online,
          courseCount: courses.number_of_courses,
          categoryCount: courses.number_of_categories,
          lastSeenAt: now,
          syncedAt: now,
        },
      });
      await storeCourses(tx, id, courses, now);
      const { columns, changed } = await storeInventory(tx, id, inventory, now);
      await tx.instance.update({ where: { id }, data: columns });
      await recordChanges(tx, [
        { type: 'instance.updated', id },
        { type: 'courses.synced', id },
        // A fleet is synced all the time; pages ask again only where there is something new.
        ...(changed ? [{ type: 'plugins.synced' as const, id }] : []),
      ]);
    },
    { timeout: 120_000 },
  );
}

/** Writes down that a site answers again. */
export async function noteContact(panel: PanelContext, id: number): Promise<void> {
  await panel.prisma.$transaction(async (tx) => {
    const { count } = await tx.instance.updateMany({
      where: { id },
      data: { connectionState: 'connected', connectionError: null, lastSeenAt: panel.clock() },
    });
    if (count > 0) await recordChanges(tx, [{ type: 'instance.updated', id }]);
  });
}

/** Writes down that a site could not be spoken to. */
export async function noteFailure(panel: PanelContext, id: number, error: AgentError): Promise<void> {
  await panel.prisma.$transaction(async (tx) => {
    const { count } = await tx.instance.updateMany({
      where: { id },
      data: { connectionState: error.connectionState, connectionError: `${error.message} ${error.hint}` },
    });
    if (count > 0) await recordChanges(tx, [{ type: 'instance.updated', id }]);
  });
}
