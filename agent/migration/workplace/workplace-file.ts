/** A file of Workplace's that the agent hands out: the zip of an export that the site itself has made. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { AgentContext } from '../../context.js';
import { BridgeError } from '../../moodle/bridge.js';
import type { StoredFilePlace } from '../../moodle/workplace-bridge.js';
import type { Caller } from '../../webservice/function.js';
import { storedAt } from './file-addresses.js';

/** Milliseconds for which a copy is kept, so that a download in ranges copies the file once. */
const KEEP = 60 * 60_000;
const exportFunctions = ['tool_wp_retrieve_export_file', 'tool_wp_get_export_file'];
const exportFiles = z.array(
  z.object({
    filename: z.string(),
    filepath: z.string().default('/'),
    filesize: z.number(),
    fileurl: z.string(),
    timemodified: z.number().default(0),
    mimetype: z.string().default('application/zip'),
  }),
);
type ExportFile = z.infer<typeof exportFiles>[number];

const folderOf = ({ config }: Pick<AgentContext, 'config'>) => join(config.dataDir, 'workplace-files');

/**
 * The file of a finished export, if Workplace gives it to this user.
 * @returns null where it is no export's, where there is none (yet), or where Workplace refuses it
 */
export async function workplaceFile(
  context: AgentContext,
  caller: Caller,
  place: StoredFilePlace,
): Promise<{ path: string; size: number; mimetype: string } | null> {
  const { bridge } = context.site;
  if (place.component !== 'tool_wp' || !(await bridge.hasWorkplace())) return null;
  const file = (await filesFor(context, caller, place.itemId)).find((one) => isAt(one, place));
  if (file === undefined) return null;
  const folder = folderOf(context);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await tidyWorkplaceFiles(context);
  const key = JSON.stringify([caller.userId, place, file.filesize, file.timemodified]);
  const path = join(folder, createHash('sha256').update(key).digest('hex'));
  const kept = await stat(path).catch(() => null);
  if (kept?.size !== file.filesize && !(await copyTo(path, context, caller, place))) return null;
  return { path, size: (await stat(path)).size, mimetype: file.mimetype };
}

/** Whether a user may have an export's file is Workplace's to say: it names the file to them or not. */
async function filesFor({ site }: AgentContext, { userId }: Caller, exportid: number): Promise<ExportFile[]> {
  for (const name of exportFunctions) {
    try {
      const answer = await site.bridge.callService({ name, parameters: { exportid }, userId });
      const files = 'value' in answer ? exportFiles.safeParse(answer.value) : null;
      return files?.data ?? [];
    } catch (error) {
      if (!(error instanceof BridgeError && error.kind === 'not-found')) throw error;
    }
  }
  return [];
}

/** Its address says where it lies: `…/pluginfile.php/<context>/<component>/<area>/<item>/<path><name>`. */
function isAt(file: ExportFile, place: StoredFilePlace): boolean {
  const { contextId, component, filearea, itemId, filepath, filename } = place;
  const wanted = `/${[contextId, component, filearea, itemId].join('/')}${filepath}${filename}`;
  return file.filename === filename && storedAt(file.fileurl) === wanted;
}

async function copyTo(
  path: string,
  { site }: AgentContext,
  { userId }: Caller,
  place: StoredFilePlace,
): Promise<boolean> {
  const target = `${path}.${randomUUID()}`;
  try {
    await site.bridge.copyStoredFile({ ...place, userId, target });
    await rename(target, path);
    return true;
  } catch (error) {
    if (error instanceof BridgeError && error.kind === 'not-found') return false;
    throw error;
  } finally {
    await rm(target, { force: true });
  }
}

/** One pass: removes copies whose time is over, and halves that a dead agent has left. */
export async function tidyWorkplaceFiles(context: Pick<AgentContext, 'config' | 'clock'>): Promise<void> {
  const folder = folderOf(context);
  const now = context.clock().getTime();
  for (const name of await readdir(folder).catch(() => [] as string[])) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found !== null && now - found.ctimeMs > KEEP) await rm(path, { force: true });
  }
}
