/** Finds Moodle in a zip of it. */
import { parseCoreVersionFile, type CoreVersionFile } from './core-version-file.js';
import { isBelow, isLitter } from './litter.js';
import { PackageRefused } from './package-refused.js';
import type { ZipFile } from './zip/zip-file.js';

/** `moodle/public` in one folder around it. */
const DEEPEST = 3;
const VERSION_FILE = /(^|\/)version\.php$/;
const SMALL_FILE = 256 * 1024;

export interface CoreRoot {
  /** The folder that becomes Moodle's. */
  root: string;
  /** The folder that `version.php` and the plugins lie in: the root, or `public` in it. */
  base: string;
  publicFolder: boolean;
  version: CoreVersionFile;
}

/**
 * The outermost `version.php` that is Moodle's own.
 * @throws PackageRefused `layout`
 */
export async function findCoreRoot(zip: ZipFile): Promise<CoreRoot> {
  const files = zip.entries.filter((entry) => !entry.folder && !isLitter(entry.path));
  const candidates = files
    .filter(({ path }) => VERSION_FILE.test(path) && path.split('/').length <= DEEPEST + 1)
    .sort((a, b) => a.path.split('/').length - b.path.split('/').length);
  for (const entry of candidates) {
    const version = parseCoreVersionFile((await zip.whole(entry, SMALL_FILE)).toString('utf8'));
    if (version === null) continue;
    const base = entry.path.replace(VERSION_FILE, '');
    const above = base === 'public' ? '' : base.replace(/\/public$/, '');
    const aboveFiles = files.some(({ path }) => isBelow(path, above) && !isBelow(path, base));
    const publicFolder = above !== base && aboveFiles;
    const root = publicFolder ? above : base;
    assertAlone(
      root,
      files.map(({ path }) => path),
    );
    return { root, base, publicFolder, version };
  }
  throw new PackageRefused(
    'layout',
    'The zip holds no Moodle: no version.php with $version, $release and $branch stands at its top. Fetch it from moodle.org.',
  );
}

/** Nothing may stand beside Moodle's folder that somebody could have meant to install. */
function assertAlone(root: string, files: readonly string[]): void {
  const stranger = files.find((path) => !isBelow(path, root) && path.includes('/'));
  if (stranger !== undefined) {
    throw new PackageRefused(
      'layout',
      `The zip holds other folders beside Moodle’s "${root}": ${JSON.stringify(stranger.split('/')[0])}. Pack Moodle’s folder alone.`,
    );
  }
}
