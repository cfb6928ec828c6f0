/** Keeps a preset that a site sent: as a new version, or as the newest one seen again. */
import type { PanelContext } from '../context.js';
import type { Transaction } from '../db/database.js';
import type { Preset, Task } from '../db/generated/client.js';
import type { Change } from '../events/record.js';
import type { PresetFacts } from '../tasks/outcome.js';
import { compareSettings } from './compare.js';
import { entryKey, openSecrets, packContent, sealSecrets, unpack, type Entry } from './content.js';
import { checkDrift, newestPreset } from './drift.js';
import { presetOrderForm } from './order-form.js';

/** @returns what changed, for `recordChanges` */
export async function savePreset(
  panel: PanelContext,
  tx: Transaction,
  task: Pick<Task, 'instanceId' | 'createdBy' | 'order'>,
  facts: PresetFacts,
): Promise<Change[]> {
  const { instanceId } = task;
  const now = panel.clock();
  const before = await newestPreset(tx, instanceId);
  const { content, digest } = packContent(facts.open);
  const secrets = mergeSecrets(before ? openSecrets(panel, before.sealedSecrets) : [], facts);
  const sealedSecrets = sealSecrets(panel, secrets);
  if (before?.digest === digest) {
    await tx.preset.update({
      where: { id: before.id },
      data: { seenAt: now, sealedSecrets, secretCount: secrets.length },
    });
  } else {
    const row = { content, sealedSecrets };
    const source = presetOrderForm.safeParse(task.order).data?.source ?? 'operator';
    const { moodleVersion, moodleRelease, siteUrl, author } = facts;
    await tx.preset.create({
      data: {
        instanceId,
        source,
        createdBy: task.createdBy,
        takenAt: now,
        seenAt: now,
        moodleVersion,
        moodleRelease,
        siteUrl,
        author,
        digest,
        settingCount: facts.open.filter(([kind]) => kind === 's').length + secrets.length,
        secretCount: secrets.length,
        changeCount: before && changesBetween(panel, before, row),
        ...row,
      },
    });
    await tx.cluster.updateMany({ where: { masterInstanceId: instanceId }, data: { driftDue: true } });
  }
  return checkDrift(panel, tx, instanceId);
}

/** A preset without passwords says nothing of those that are known. */
function mergeSecrets(known: Entry[], { open, secrets }: PresetFacts): Entry[] {
  const merged = new Map(known.map((entry) => [entryKey(entry), entry]));
  for (const entry of secrets) merged.set(entryKey(entry), entry);
  for (const entry of open) merged.delete(entryKey(entry));
  return [...merged.values()];
}

function changesBetween(
  panel: PanelContext,
  before: Preset,
  after: Pick<Preset, 'content' | 'sealedSecrets'>,
): number {
  return compareSettings(unpack(panel, before), unpack(panel, after), () => false).length;
}
