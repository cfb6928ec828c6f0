/** The files that an import can be made of. */
import type { AgentContext } from '../../context.js';
import { completeUpload, takeUpload, type HandedFile } from '../../uploads/use-upload.js';
import type { Caller } from '../../webservice/function.js';
import { exportDownload } from '../export/download.js';
import { keepFile } from './folder.js';
import type { OfferedFile } from './order-import.js';

/** @throws ApiError 404, 409 */
export async function offeredUpload(context: AgentContext, id: string): Promise<OfferedFile> {
  const { path, name } = await completeUpload(context, id);
  return { path, name, take: (target) => takeUpload(context, id, target) };
}

/** A draft goes after two days, so that it is kept besides. */
export const offeredDraft = ({ path, name }: Pick<HandedFile, 'path' | 'name'>): OfferedFile => ({
  path,
  name,
  take: (target) => keepFile(path, target),
});

/** The file of an export of this agent; null where there is none that this caller may have. */
export async function offeredExport(
  context: AgentContext,
  caller: Caller,
  id: number,
): Promise<OfferedFile | null> {
  const row = await context.store.prisma.migrationExport.findUnique({ where: { id } });
  if (row === null || row.fileName === null) return null;
  const file = await exportDownload(context, caller, id, row.fileName);
  return file && { path: file.path, name: row.fileName, take: (target) => keepFile(file.path, target) };
}
