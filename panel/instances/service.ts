/** Instances: the sites that the panel knows, and how to reach them. */
import type { InstanceCreate, InstanceUpdate } from '../../contract/panel/instances.js';
import { normaliseUrl } from '../agents/address.js';
import type { AgentAddress } from '../agents/transport.js';
import { audit } from '../audit/service.js';
import type { Principal } from '../auth/principal.js';
import type { PanelContext } from '../context.js';
import { Prisma } from '../db/generated/client.js';
import { recordChanges } from '../events/record.js';
import { notFound, ProblemError } from '../http/problem-error.js';
import { instanceInclude, type InstanceRow } from './view.js';

/** Binds a sealed key to its column. */
export const KEY_PURPOSE = 'instance key';
/** Milliseconds in which callbacks under the key before are still taken: those that wait in the agent's outbox. */
const OLD_KEY_GRACE = 60 * 60_000;

/** @throws ProblemError 404 */
export async function getInstance(panel: PanelContext, id: number): Promise<InstanceRow> {
  const row = await panel.prisma.instance.findUnique({ where: { id }, include: instanceInclude });
  if (!row) throw notFound('Instance', id);
  return row;
}

/** How to reach an instance's agent, its key opened. */
export function addressOf(panel: PanelContext, row: { url: string; sealedKey: string }): AgentAddress {
  return { url: row.url, key: panel.vault.open(row.sealedKey, KEY_PURPOSE) };
}

/** The columns of a key: sealed for use, and as a digest to compare callers' keys with. */
export function sealKey(panel: PanelContext, key: string): { sealedKey: string; keyDigest: string } {
  return { sealedKey: panel.vault.seal(key, KEY_PURPOSE), keyDigest: panel.vault.digest(key) };
}

/**
 * Saves a new instance; nothing is asked of it yet.
 * @throws ProblemError 409 for an address that is registered, 400 for a cluster that is not there
 */
export async function createInstance(
  panel: PanelContext,
  who: Principal,
  input: InstanceCreate,
): Promise<number> {
  const url = normaliseUrl(input.url);
  try {
    return await panel.prisma.$transaction(async (tx) => {
      const row = await tx.instance.create({
        data: {
          url,
          name: input.name ?? new URL(url).host,
          shortName: input.short_name || null,
          ...sealKey(panel, input.api_key),
          keyExpiresAt: input.key_expires_at ? new Date(input.key_expires_at) : null,
          clusterId: input.cluster_id ?? null,
          tags: input.tags ?? [],
        },
      });
      await audit(panel, who, { action: 'instance.create', instanceId: row.id, target: url }, tx);
      await recordChanges(tx, [{ type: 'instance.updated', id: row.id }]);
      return row.id;
    });
  } catch (error) {
    throw writeError(error, url);
  }
}

/** @throws ProblemError 404, 409 */
export async function updateInstance(
  panel: PanelContext,
  who: Principal,
  id: number,
  input: InstanceUpdate,
): Promise<void> {
  const before = await getInstance(panel, id);
  const url = input.url === undefined ? undefined : normaliseUrl(input.url);
  const keyChanges = input.api_key !== undefined && input.api_key !== addressOf(panel, before).key;
  const data: Prisma.InstanceUncheckedUpdateInput = {
    url,
    name: input.name,
    shortName: input.short_name === '' ? null : input.short_name,
    clusterId: input.cluster_id,
    timezone: input.timezone,
    tags: input.tags,
    keyExpiresAt: input.key_expires_at ? new Date(input.key_expires_at) : input.key_expires_at,
    ...(keyChanges && {
      ...sealKey(panel, input.api_key ?? ''),
      sealedPreviousKey: before.sealedKey,
      previousKeyUntil: new Date(panel.clock().getTime() + OLD_KEY_GRACE),
    }),
    // Another address may be another kind of agent.
    ...(url !== undefined && url !== before.url && { agentKind: 'unknown', features: [], signs: false }),
  };
  try {
    await panel.prisma.$transaction(async (tx) => {
      await tx.instance.update({ where: { id }, data });
      if (input.cluster_id !== undefined && input.cluster_id !== before.clusterId) {
        // Another cluster, another master.
        await tx.presetDrift.deleteMany({ where: { instanceId: id, against: 'master' } });
        await tx.cluster.updateMany({ where: { id: input.cluster_id ?? 0 }, data: { driftDue: true } });
      }
      const detail = Object.keys(input).join(', ');
      await audit(panel, who, { action: 'instance.update', instanceId: id, target: before.url, detail }, tx);
      await recordChanges(tx, [{ type: 'instance.updated', id }]);
    });
  } catch (error) {
    throw writeError(error, url ?? before.url);
  }
}

/** Forgets an instance with its courses, tasks and records of backups; the files at the site stay. */
export async function deleteInstance(panel: PanelContext, who: Principal, id: number): Promise<void> {
  const row = await getInstance(panel, id);
  await panel.prisma.$transaction(async (tx) => {
    await tx.cluster.updateMany({ where: { masterInstanceId: id }, data: { driftDue: true } });
    await tx.instance.delete({ where: { id } });
    await audit(
      panel,
      who,
      { action: 'instance.delete', instanceId: id, target: row.url, detail: row.name },
      tx,
    );
    await recordChanges(tx, [{ type: 'instance.deleted', id }]);
  });
}

function writeError(error: unknown, url: string): unknown {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return error;
  if (error.code === 'P2002') {
    return new ProblemError(409, 'Already registered', {
      detail: `There is an instance with the address ${url}.`,
      hint: 'Open that one and change its key, or delete it first.',
    });
  }
  if (error.code === 'P2003') {
    return new ProblemError(400, 'Bad request', {
      detail: 'body.cluster_id: there is no such cluster.',
      errors: [{ path: 'body.cluster_id', message: 'no such cluster' }],
    });
  }
  return error;
}
