/** Files of users' draft areas: content in `<data>/drafts`, what they are called in the store. */
import { randomBytes, randomInt } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentConfig } from '../../config.js';
import type { AgentContext } from '../../context.js';

export type DraftRow = NonNullable<
  Awaited<ReturnType<AgentContext['store']['prisma']['draftFile']['findFirst']>>
>;

/** Days for which a draft is kept, as in Moodle. */
export const KEEP_DRAFTS = 2;

export const draftFolder = ({ dataDir }: Pick<AgentConfig, 'dataDir'>) => join(dataDir, 'drafts');
export const draftPath = (config: Pick<AgentConfig, 'dataDir'>, storedAs: string) =>
  join(draftFolder(config), storedAs);

export async function makeDraftFolder(config: Pick<AgentConfig, 'dataDir'>): Promise<string> {
  const folder = draftFolder(config);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

export const newStoredName = () => randomBytes(16).toString('hex');

/** The number of an area that this user does not have yet. */
export async function unusedItemId({ store }: Pick<AgentContext, 'store'>, userId: number): Promise<number> {
  for (;;) {
    const itemId = randomInt(1, 1_000_000_000);
    const taken = await store.prisma.draftFile.count({ where: { userId, itemId } });
    if (taken === 0) return itemId;
  }
}

type OfUser = { userId: number; itemId: number };

export function findDraft(
  { store }: Pick<AgentContext, 'store'>,
  place: OfUser & { filepath: string; filename: string },
): Promise<DraftRow | null> {
  return store.prisma.draftFile.findUnique({ where: { userId_itemId_filepath_filename: place } });
}

/** Stores the row of a file whose content is there. False where the area has one of this name already. */
export async function keepDraft(
  { store }: Pick<AgentContext, 'store'>,
  row: Omit<DraftRow, 'id'>,
): Promise<boolean> {
  const { userId, itemId, filepath, filename } = row;
  return store.prisma.$transaction(async (tx) => {
    const where = { userId_itemId_filepath_filename: { userId, itemId, filepath, filename } };
    if ((await tx.draftFile.findUnique({ where })) !== null) return false;
    await tx.draftFile.create({ data: row });
    return true;
  });
}

/** Forgets drafts that were made before a time, their content first. */
export async function forgetDrafts(
  { store, config }: Pick<AgentContext, 'store' | 'config'>,
  before: Date,
): Promise<void> {
  const old = await store.prisma.draftFile.findMany({ where: { createdAt: { lt: before } } });
  for (const { id, storedAs } of old) {
    await rm(draftPath(config, storedAs), { force: true });
    await store.prisma.draftFile.deleteMany({ where: { id } });
  }
}
