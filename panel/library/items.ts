/** Items of the library: taking in, changing, deleting. */
import type { PluginPackage } from '../../inspection/plugin-package.js';
import { audit } from '../audit/service.js';
import type { Principal } from '../auth/principal.js';
import type { PanelContext } from '../context.js';
import { Prisma, type LibraryItem } from '../db/generated/client.js';
import { notFound, ProblemError } from '../http/problem-error.js';
import { storeChunks } from './chunks.js';
import { usesOf } from './uses.js';

/** @throws ProblemError 404 */
export async function getItem(panel: PanelContext, id: number): Promise<LibraryItem> {
  const row = await panel.prisma.libraryItem.findFirst({ where: { id, storedAt: { not: null } } });
  if (!row) throw notFound('Library item', id);
  return row;
}

/**
 * Stores an inspected zip. The item can be seen once all of it is stored; a content that is there is not stored twice.
 * @param path the file that was inspected
 */
export async function takeIn(
  panel: PanelContext,
  who: Principal,
  path: string,
  found: PluginPackage,
  words: { fileName: string; note: string | null },
): Promise<{ item: LibraryItem; alreadyThere: boolean }> {
  const there = await findStored(panel, found.sha256);
  if (there) return { item: there, alreadyThere: true };
  const draft = await panel.prisma.libraryItem.create({
    data: { ...columnsOf(found), ...words, ...by(panel, who) },
  });
  try {
    await storeChunks(panel, draft.id, path);
    const item = await panel.prisma.$transaction(async (tx) => {
      const row = await tx.libraryItem.update({ where: { id: draft.id }, data: { storedAt: panel.clock() } });
      await audit(panel, who, { action: 'library.upload', target: titleOf(row), detail: row.sha256 }, tx);
      return row;
    });
    return { item, alreadyThere: false };
  } catch (error) {
    await panel.prisma.libraryItem.deleteMany({ where: { id: draft.id } });
    const known = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
    // The same file was being uploaded at the same time.
    const other = known ? await findStored(panel, found.sha256) : null;
    if (other) return { item: other, alreadyThere: true };
    throw error;
  }
}

/** @throws ProblemError 404; 409 while something needs it */
export async function deleteItem(panel: PanelContext, who: Principal, id: number): Promise<void> {
  const item = await getItem(panel, id);
  await panel.prisma.$transaction(async (tx) => {
    // Whoever orders with it holds the row until the order stands.
    await tx.$queryRaw`SELECT "id" FROM "LibraryItem" WHERE "id" = ${id} FOR UPDATE`;
    const uses = (await usesOf(tx, [id])).get(id) ?? 0;
    if (uses > 0) {
      throw new ProblemError(409, 'Still needed', {
        detail: `${uses === 1 ? 'A rollout or update request' : `${uses} rollouts or update requests`} that ${
          uses === 1 ? 'has' : 'have'
        } not ended will install it.`,
        hint: 'Wait for their end, or abort them, then delete it.',
      });
    }
    await tx.libraryItem.deleteMany({ where: { id } });
    await audit(panel, who, { action: 'library.delete', target: titleOf(item), detail: item.sha256 }, tx);
  });
}

/** @throws ProblemError 404 */
export async function changeNote(
  panel: PanelContext,
  who: Principal,
  id: number,
  note: string | null,
): Promise<LibraryItem> {
  const item = await getItem(panel, id);
  return panel.prisma.$transaction(async (tx) => {
    await audit(panel, who, { action: 'library.update', target: titleOf(item) }, tx);
    return tx.libraryItem.update({ where: { id }, data: { note: note || null } });
  });
}

export const titleOf = (item: Pick<LibraryItem, 'component' | 'version'>): string =>
  `${item.component} ${item.version}`;

function findStored(panel: PanelContext, sha256: string): Promise<LibraryItem | null> {
  return panel.prisma.libraryItem.findFirst({ where: { sha256, storedAt: { not: null } } });
}

const by = (panel: PanelContext, who: Principal) => ({ uploadedBy: who.name, uploadedAt: panel.clock() });

function columnsOf(found: PluginPackage) {
  return {
    sha256: found.sha256,
    md5: found.md5,
    size: BigInt(found.size),
    component: found.component,
    version: String(found.version),
    release: found.release,
    requires: found.requires === null ? null : String(found.requires),
    supportedFrom: found.supported?.[0] ?? null,
    supportedTo: found.supported?.[1] ?? null,
    incompatible: found.incompatible,
    dependencies: found.dependencies ?? {},
    maturity: found.maturity,
    subplugins: found.subplugins,
    files: found.files,
    unpackedSize: BigInt(found.unpackedSize),
  };
}
