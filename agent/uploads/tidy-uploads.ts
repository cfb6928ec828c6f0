/** Throws away uploads that nobody has used. */
import type { AgentContext } from '../context.js';
import { removeUnknown } from '../remove-unknown.js';
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
  await removeUnknown(uploadsFolder(context), async () => {
    const rows = await store.prisma.upload.findMany({ select: { id: true } });
    return rows.map(({ id }) => id);
  });
}
