/** Throws away uploads that nobody has used. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentContext } from '../context.js';
import { removeUpload } from './remove-upload.js';
import { uploadsFolder } from './upload-rows.js';

/** One pass: uploads whose time is over, and files that no upload has. */
export async function tidyUploads(context: Pick<AgentContext, 'config' | 'store' | 'clock'>): Promise<void> {
  const { store, clock } = context;
  const over = await store.prisma.upload.findMany({
    where: { expiresAt: { lte: clock() } },
    select: { id: true },
  });
  for (const { id } of over) await removeUpload(context, id);
  const folder = uploadsFolder(context);
  // Before the rows: a file is made after its row.
  const names = await readdir(folder).catch(() => [] as string[]);
  const rows = await store.prisma.upload.findMany({ select: { id: true } });
  const known = new Set(rows.map(({ id }) => id));
  for (const name of names) {
    if (!known.has(name)) await rm(join(folder, name), { recursive: true, force: true });
  }
}
