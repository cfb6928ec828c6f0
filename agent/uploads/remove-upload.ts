import { rm } from 'node:fs/promises';
import type { AgentContext } from '../context.js';
import { uploadPath } from './upload-rows.js';

/** Forgets an upload and removes its file; nothing happens where there is none. */
export async function removeUpload(
  context: Pick<AgentContext, 'config' | 'store'>,
  id: string,
): Promise<void> {
  await context.store.prisma.upload.deleteMany({ where: { id } });
  await rm(uploadPath(context, id), { force: true });
}
