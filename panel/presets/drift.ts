/** How far a site has moved from its cluster's master and from its own baseline; said once per new difference. */
import { createHash } from 'node:crypto';
import type { PanelContext } from '../context.js';
import type { Transaction } from '../db/database.js';
import type { Preset } from '../db/generated/client.js';
import type { Change } from '../events/record.js';
import { compareSettings, relevant, type Hides, type Row } from './compare.js';
import { unpack, type Settings } from './content.js';
import { readHides } from './hidden.js';

type Against = 'master' | 'baseline';

interface Reference {
  preset: Preset;
  name: string;
  settings: Settings;
}

/** The newest version of a site. */
export const newestPreset = (tx: Transaction, instanceId: number): Promise<Preset | null> =>
  tx.preset.findFirst({ where: { instanceId }, orderBy: { id: 'desc' } });

/**
 * Looks at one site, its newest version being new or its references having changed.
 * @param known a master that was read already
 * @returns what changed, for `recordChanges`
 */
export async function checkDrift(
  panel: PanelContext,
  tx: Transaction,
  instanceId: number,
  known: { hides?: Hides; master?: Reference } = {},
): Promise<Change[]> {
  const preset = await newestPreset(tx, instanceId);
  const instance = await tx.instance.findUnique({ where: { id: instanceId }, include: { cluster: true } });
  if (!preset || !instance) return [];
  const hides = known.hides ?? (await readHides(tx));
  const settings = unpack(panel, preset);
  const masterId = instance.cluster?.masterInstanceId ?? null;
  const isMember = masterId !== null && masterId !== instanceId;
  const master = isMember ? (known.master ?? (await readReference(panel, tx, masterId))) : null;
  const base = await tx.preset.findFirst({ where: { instanceId, baselineAt: { not: null } } });
  const changes: Change[] = [];
  const look = async (against: Against, reference: Reference | null, tells: boolean) => {
    if (!reference) {
      await tx.presetDrift.deleteMany({ where: { instanceId, against } });
      return;
    }
    const rows = relevant(compareSettings(reference.settings, settings, hides));
    changes.push(
      ...(await note(panel, tx, { preset, name: instance.name, against, reference, rows, tells })),
    );
  };
  await look('master', master, instance.cluster?.driftEvery !== null);
  await look('baseline', base && { preset: base, name: 'its baseline', settings: unpack(panel, base) }, true);
  return [...changes, { type: 'preset.updated', id: instanceId }];
}

/** A master with its settings; null while it has no preset. */
export async function readReference(
  panel: PanelContext,
  tx: Transaction,
  instanceId: number,
): Promise<Reference | null> {
  const preset = await tx.preset.findFirst({
    where: { instanceId },
    orderBy: { id: 'desc' },
    include: { instance: { select: { name: true } } },
  });
  return preset && { preset, name: preset.instance.name, settings: unpack(panel, preset) };
}

interface Finding {
  preset: Preset;
  name: string;
  against: Against;
  reference: Reference;
  rows: Row[];
  tells: boolean;
}

async function note(panel: PanelContext, tx: Transaction, finding: Finding): Promise<Change[]> {
  const { preset, against, reference, rows, tells } = finding;
  const { instanceId } = preset;
  const now = panel.clock();
  const where = { instanceId_against: { instanceId, against } };
  const before = await tx.presetDrift.findUnique({ where });
  const found = rows.map((row) => [digestOf(row), row] as const);
  const told = new Set(before?.told);
  const fresh = found.filter(([digest]) => !told.has(digest)).map(([, row]) => row);
  const data = {
    presetId: preset.id,
    referencePresetId: reference.preset.id,
    count: rows.length,
    // What is gone may be told of again when it comes back; what nobody was told of stays to be told.
    told: found.map(([digest]) => digest).filter((digest) => tells || told.has(digest)),
    since: rows.length === 0 ? null : (before?.since ?? now),
    checkedAt: now,
  };
  await tx.presetDrift.upsert({ where, create: { instanceId, against, ...data }, update: data });
  if (!tells || fresh.length === 0) return [];
  const row = await tx.notification.create({
    data: {
      level: 'warning',
      title: `Settings of ${finding.name} differ from ${reference.name}: ${fresh.length} new`,
      body: summary(fresh),
      instanceId,
      link: `/presets/compare?left=preset:${reference.preset.id}&right=instance:${instanceId}`,
      createdAt: now,
    },
  });
  return [{ type: 'notification.created', id: row.id }];
}

/** Names only: values may be long, or private. */
function summary(rows: Row[]): string {
  const names = rows.slice(0, 5).map(({ plugin, name }) => `${plugin === 'none' ? 'core' : plugin}/${name}`);
  const more = rows.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}

function digestOf(row: Row): string {
  const text = JSON.stringify([row.kind, row.plugin, row.name, row.left?.slice(3), row.right?.slice(3)]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

/** Members that are held against a master in one transaction. */
const BATCH = 20;

/** One pass over clusters whose master or list of hidden settings has changed. @returns how many sites were looked at */
export async function checkDueClusters(
  panel: PanelContext,
  record: (tx: Transaction, changes: Change[]) => Promise<void>,
): Promise<number> {
  let looked = 0;
  for (const cluster of await panel.prisma.cluster.findMany({ where: { driftDue: true } })) {
    // Marked again while this runs, it is looked at again.
    await panel.prisma.cluster.updateMany({ where: { id: cluster.id }, data: { driftDue: false } });
    const members = await panel.prisma.instance.findMany({
      where: { clusterId: cluster.id, presets: { some: {} } },
      select: { id: true },
    });
    for (let at = 0; at < members.length; at += BATCH) {
      await panel.prisma.$transaction(
        async (tx) => {
          const hides = await readHides(tx);
          const { masterInstanceId } = cluster;
          const master = masterInstanceId === null ? null : await readReference(panel, tx, masterInstanceId);
          const changes: Change[] = [];
          for (const { id } of members.slice(at, at + BATCH)) {
            changes.push(...(await checkDrift(panel, tx, id, { hides, ...(master && { master }) })));
          }
          await record(tx, changes);
        },
        { timeout: 60_000 },
      );
      looked += Math.min(BATCH, members.length - at);
    }
  }
  return looked;
}
