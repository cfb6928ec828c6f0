/** What an import hands to Moodle lies where Moodle's PHP can read it. */
import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { stagingFolder } from '../../backup/staging.js';
import type { AgentContext } from '../../context.js';
import type { ImportJob } from '../importer.js';

type Place = Pick<ImportJob, 'folder'> & { context: Pick<AgentContext, 'site'> };

const folderOf = ({ context, folder }: Place) =>
  join(stagingFolder(context.site.config), `import-${basename(folder)}`);

/** A path in a folder of this import's own, which is there when this resolves. */
export async function importStaging(place: Place, name: string): Promise<string> {
  const folder = folderOf(place);
  await mkdir(folder, { recursive: true, mode: 0o2770 });
  return join(folder, name);
}

export async function removeStaging(place: Place): Promise<void> {
  await rm(folderOf(place), { recursive: true, force: true });
}
