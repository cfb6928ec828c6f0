/** How a new Moodle comes into the place of the old one: as a whole folder where that can be renamed, else entry by entry. */
import { access, readdir, readFile } from 'node:fs/promises';
import { constants } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { ChangeReason } from '../../contract/agent/changes.js';
import type { CorePackage } from '../../inspection/core-package.js';
import type { Inventory } from '../moodle/inventory/inventory.js';
import type { SiteConfig } from '../moodle/site.js';
import type { Swap } from './swap.js';
import { agentPath } from './targets.js';

export interface CorePlan {
  /** `folder`: the code's folder is renamed; `entries`: what lies in it. */
  way: 'folder' | 'entries';
  /** The folder that must be writable for that. */
  folder: string;
  /** Folders of plugins from elsewhere, below the code's root. */
  plugins: string[];
  /** Where plugins lie in the new one, as an absolute path of the site. */
  codeRoot: string;
  reasons: ChangeReason[];
  warnings: ChangeReason[];
}

/** Looks at the old tree; changes nothing. */
export async function planCore(
  config: SiteConfig,
  inventory: Inventory,
  pkg: CorePackage,
): Promise<CorePlan> {
  const { moodleDir, codeRoot, dataroot } = config;
  const parent = dirname(moodleDir);
  const whole = !(await isMount(moodleDir)) && (await mayWrite(parent));
  const newRoot = pkg.publicFolder ? join(moodleDir, 'public') : moodleDir;
  const reasons: ChangeReason[] = [];
  const warnings: ChangeReason[] = [];
  if (isBelow(dataroot, moodleDir))
    reasons.push({
      code: 'data-in-code',
      message: `The data folder ${dataroot} lies in the code's folder: move it out of ${moodleDir} first.`,
    });
  const [mounted] = (await mountPoints()).filter(
    // Entry by entry, config.php stays where it is.
    (path) => path.startsWith(`${moodleDir}/`) && (whole || path !== join(moodleDir, 'config.php')),
  );
  if (mounted !== undefined)
    reasons.push({
      code: 'mounted',
      message: `${mounted} is mounted from elsewhere (a volume, for one): it would go with the old code. Unmount it, or update Moodle where that is put together.`,
    });
  if (newRoot !== codeRoot) {
    warnings.push({
      code: 'web-root',
      message: `Moodle ${pkg.release} is served from ${newRoot}: the web server's document root must be changed with it, else the site is put back.`,
    });
  }
  return {
    way: whole ? 'folder' : 'entries',
    folder: whole ? parent : moodleDir,
    plugins: pluginsFromElsewhere(config, inventory),
    codeRoot: newRoot,
    reasons,
    warnings,
  };
}

/** Outermost folders only: subplugins of a plugin come with it. */
function pluginsFromElsewhere(config: SiteConfig, inventory: Inventory): string[] {
  const folders = inventory.plugins
    .filter(({ standard, info }) => !standard && info.rootdir !== null)
    .map(({ info }) => relative(config.codeRoot, agentPath(config, inventory, info.rootdir!)))
    .filter((path) => path !== '' && !path.startsWith('..'))
    .sort();
  return folders.filter((path, n) => !folders.slice(0, n).some((other) => path.startsWith(`${other}/`)));
}

/**
 * What is to be swapped once the new tree is staged.
 * @param places of the workspace, for the whole tree
 */
export async function coreSwaps(
  { moodleDir }: Pick<SiteConfig, 'moodleDir'>,
  { way }: CorePlan,
  { staged, kept, discarded }: { staged: string; kept: string; discarded: string },
): Promise<Swap[]> {
  if (way === 'folder') return [{ target: moodleDir, existed: true, staged, kept, discarded }];
  const [before, after] = await Promise.all([readdir(moodleDir), readdir(staged)]);
  const own = new Set(['config.php', '.moopanel-packages']);
  return [...new Set([...before, ...after])]
    .filter((name) => !own.has(name))
    .map((name) => ({
      target: join(moodleDir, name),
      existed: before.includes(name),
      staged: after.includes(name) ? join(staged, name) : null,
      kept: join(kept, name),
      discarded: join(discarded, name),
    }));
}

async function mayWrite(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** A volume of a container, for example, cannot be renamed. */
const isMount = async (folder: string) => (await mountPoints()).includes(folder);

/** Folders on which something is mounted; none where the system does not tell. */
async function mountPoints(): Promise<string[]> {
  const table = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  const paths = table.split('\n').map((line) => line.split(' ')[4] ?? '');
  // Blanks and the like are written as octal numbers.
  return paths.map((path) =>
    path.replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(parseInt(code, 8))),
  );
}

const isBelow = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);
