/** The plugins that come with a Moodle, and the types of plugins that it knows. */
import { z } from 'zod';
import { parseGuardedJson } from '../runtime/json-guard.js';
import { isBelow } from './litter.js';
import { PackageRefused } from './package-refused.js';
import { subpluginFolders } from './subplugins.js';
import { parseVersionFile } from './version-file.js';
import type { ZipEntry } from './zip/local-headers.js';
import type { ZipFile } from './zip/zip-file.js';

const SMALL_FILE = 256 * 1024;
const componentsFile = z.object({ plugintypes: z.record(z.string().regex(/^[a-z][a-z0-9]*$/), z.string()) });

export interface StandardPlugins {
  standardPlugins: Record<string, number>;
  pluginTypes: string[];
}

/**
 * @param base the folder that `version.php` and the plugins lie in
 * @throws PackageRefused `version-file` when one of Moodle's lists cannot be read
 */
export async function standardPluginsOf(zip: ZipFile, base: string): Promise<StandardPlugins> {
  const plugins: [string, number][] = [];
  const types = new Set<string>();
  const start = base === '' ? 0 : base.length + 1;
  for (const entry of zip.entries) {
    if (entry.folder || !isBelow(entry.path, base)) continue;
    const path = entry.path.slice(start);
    if (/(^|\/)tests\//.test(path)) continue;
    if (path.endsWith('/version.php')) plugins.push(...(await versionOf(zip, entry)));
    else if (path === 'lib/components.json')
      for (const type of await componentTypes(zip, entry)) types.add(type);
    else if (path.endsWith('/db/subplugins.json')) {
      for (const type of await broughtTypes(zip, entry)) types.add(type);
    }
  }
  // Those that plugins bring are no list without the others.
  const complete = types.has('mod');
  return {
    standardPlugins: Object.fromEntries(plugins.sort(([a], [b]) => (a < b ? -1 : 1))),
    pluginTypes: complete ? [...types].sort() : [],
  };
}

/** A plugin lies in a folder of its name; anything else is a file of another purpose. */
async function versionOf(zip: ZipFile, entry: ZipEntry): Promise<[string, number][]> {
  const { component, version } = parseVersionFile((await zip.whole(entry, SMALL_FILE)).toString('utf8'));
  const folder = entry.path.split('/').at(-2);
  if (component === null || version === null || !component.endsWith(`_${folder}`)) return [];
  return [[component, version]];
}

async function componentTypes(zip: ZipFile, entry: ZipEntry): Promise<string[]> {
  const json = await zip.whole(entry, SMALL_FILE);
  return readable(entry, () => Object.keys(componentsFile.parse(parseGuardedJson(json)).plugintypes));
}

async function broughtTypes(zip: ZipFile, entry: ZipEntry): Promise<string[]> {
  const json = await zip.whole(entry, SMALL_FILE);
  const plugin = entry.path.split('/').at(-3) ?? '';
  return readable(entry, () => [...subpluginFolders(json, plugin).keys()]);
}

function readable<T>(entry: ZipEntry, read: () => T): T {
  try {
    return read();
  } catch {
    throw new PackageRefused('version-file', `Moodle’s ${entry.path} cannot be read: fetch the zip again.`);
  }
}
