/** Finds the folder in a zip that becomes the plugin's. */
import { isLitter } from './litter.js';
import { PackageRefused } from './package-refused.js';
import { shown } from './zip/entry-path.js';
import type { ZipEntry } from './zip/local-headers.js';

/** The plugin's folder may lie in one folder around it. */
const DEEPEST = 2;
const VERSION_FILE = /(^|\/)version\.php$/;

/**
 * The folder of the outermost `version.php`; nothing but loose files and hidden folders may stand beside it.
 * @returns the path without a slash at the end; empty for the top of the zip
 * @throws PackageRefused `layout`
 */
export function findPluginRoot(entries: readonly ZipEntry[]): string {
  const files = entries.filter((entry) => !entry.folder && !isLitter(entry.path)).map((entry) => entry.path);
  const roots = files.filter((path) => VERSION_FILE.test(path)).map((path) => path.replace(VERSION_FILE, ''));
  const depth = Math.min(...roots.map(depthOf));
  const found = roots.filter((root) => depthOf(root) === depth);
  const [root] = found;
  if (root === undefined || depth > DEEPEST) {
    throw new PackageRefused(
      'layout',
      'The zip holds no plugin: no folder with a version.php stands at its top. Pack the plugin’s folder itself.',
    );
  }
  if (found.length > 1) {
    throw new PackageRefused(
      'layout',
      `The zip holds several plugins (${list(found)}): make a zip of each and install them together.`,
    );
  }
  const beside = foldersBeside(files, root);
  if (beside.length > 0) {
    throw new PackageRefused(
      'layout',
      `The zip holds other folders beside the plugin’s ${shown(root)}: ${list(beside)}. Pack the plugin’s folder alone.`,
    );
  }
  return root;
}

/** Folders that lie neither in the root nor above it. */
function foldersBeside(files: readonly string[], root: string): string[] {
  const folders = files
    .filter((path) => root !== '' && !path.startsWith(`${root}/`))
    .map((path) => path.split('/').slice(0, -1))
    .map((parts) => parts.slice(0, depthOf(root)).join('/'))
    .filter((folder) => folder !== '' && !root.startsWith(`${folder}/`))
    .filter((folder) => !/(^|\/)\.[^/]*$/.test(folder));
  return [...new Set(folders)];
}

function depthOf(root: string): number {
  return root === '' ? 0 : root.split('/').length;
}

function list(names: readonly string[]): string {
  const some = names.slice(0, 8).map(shown).join(', ');
  return names.length > 8 ? `${some} and ${names.length - 8} more` : some;
}
