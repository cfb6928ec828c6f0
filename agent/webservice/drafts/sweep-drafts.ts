/** Removes drafts whose two days are over, and what uploads have left that a killed agent never finished. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentContext } from '../../context.js';
import { draftFolder, forgetDrafts, KEEP_DRAFTS } from './draft-files.js';

const DAY = 24 * 60 * 60 * 1000;

/** @param since when this agent began: what is younger may be an upload that is still coming in */
export async function sweepDrafts(
  context: Pick<AgentContext, 'store' | 'config' | 'clock'>,
  since: Date,
): Promise<void> {
  await forgetDrafts(context, new Date(context.clock().getTime() - KEEP_DRAFTS * DAY));
  const folder = draftFolder(context.config);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const name of names) {
    const known = await context.store.prisma.draftFile.count({ where: { storedAs: name } });
    if (known > 0) continue;
    const file = join(folder, name);
    const { mtime } = await stat(file);
    if (mtime < since) await rm(file, { force: true });
  }
}
