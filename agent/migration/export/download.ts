/** The file of a finished export, as `pluginfile.php` hands it out (`1/tool_wp/export/<id>/<filename>`). */
import type { AgentContext } from '../../context.js';
import type { Caller } from '../../webservice/function.js';

/** @returns null where there is none, where it is another one's, or where its name is not this */
export async function exportDownload(
  _context: AgentContext,
  _caller: Caller,
  _exportId: number,
  _filename: string,
): Promise<{ path: string; size: number; mimetype: string } | null> {
  return null;
}
