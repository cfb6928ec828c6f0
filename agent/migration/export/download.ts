/** The file of a finished export, as `pluginfile.php` hands it out (`1/tool_wp/export/<id>/<filename>`). */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentContext } from '../../context.js';
import type { Caller } from '../../webservice/function.js';
import { exportFolder } from './folder.js';

export const EXPORT_MIMETYPE = 'application/zip';

/** @returns null where there is none, where it is another one's, or where its name is not this */
export async function exportDownload(
  context: AgentContext,
  caller: Caller,
  exportId: number,
  filename: string,
): Promise<{ path: string; size: number; mimetype: string } | null> {
  if (!Number.isSafeInteger(exportId) || exportId <= 0) return null;
  const row = await context.store.prisma.migrationExport.findUnique({ where: { id: exportId } });
  if (row === null || row.fileName === null || row.fileName !== filename) return null;
  if (row.userId !== caller.userId && !caller.isAdmin) return null;
  const path = join(exportFolder(context.config, exportId), row.fileName);
  const there = await stat(path).catch(() => null);
  return there && { path, size: there.size, mimetype: EXPORT_MIMETYPE };
}
