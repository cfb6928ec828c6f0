/** The file of a draft area, for the function that it was uploaded for. */
import { stat } from 'node:fs/promises';
import type { AgentContext } from '../../context.js';
import type { HandedFile } from '../../uploads/use-upload.js';
import { invalidParameter } from '../webservice-error.js';
import { draftPath, KEEP_DRAFTS } from './draft-files.js';

const DAY = 24 * 60 * 60 * 1000;

/**
 * The newest file of a user's own draft area.
 * @throws WebserviceError `invalidparameter` where this user has no file there (any more): somebody else's is as good as none
 */
export async function draftFile(
  { store, config, clock }: AgentContext,
  { userId, itemId }: { userId: number; itemId: number },
): Promise<HandedFile> {
  const since = new Date(clock().getTime() - KEEP_DRAFTS * DAY);
  const row = await store.prisma.draftFile.findFirst({
    where: { userId, itemId, createdAt: { gte: since } },
    orderBy: { id: 'desc' },
  });
  if (row !== null) {
    const path = draftPath(config, row.storedAs);
    const there = await stat(path).catch(() => null);
    if (there?.size === Number(row.size))
      return { path, name: row.filename, size: there.size, sha256: row.sha256 };
  }
  throw invalidParameter(`There is no file in the draft area ${itemId} of this user`);
}
