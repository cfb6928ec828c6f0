/** The plugins that lie in the sample's folders, as their own files describe them. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseVersionFile, type VersionFile } from '../../../../inspection/version-file.js';
import { typeFolders } from '../build/plugin-list.js';

export interface PluginFolder {
  type: string;
  name: string;
  /** Absolute. */
  typeFolder: string;
  folder: string;
  displayName: string;
  file: VersionFile;
}

/** Every folder with a `version.php` in it, by type and name. */
export async function pluginFolders(codeRoot: string): Promise<PluginFolder[]> {
  const types = Object.entries(typeFolders).map(([type, folder]) => ofType(type, join(codeRoot, folder)));
  return (await Promise.all(types)).flat();
}

async function ofType(type: string, typeFolder: string): Promise<PluginFolder[]> {
  const entries = await readdir(typeFolder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory() && /^[a-z][a-z0-9_]*$/.test(entry.name));
  const found = await Promise.all(names.map(({ name }) => plugin(type, name, typeFolder)));
  return found.filter((folder) => folder !== null).sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function plugin(type: string, name: string, typeFolder: string): Promise<PluginFolder | null> {
  const folder = join(typeFolder, name);
  const text = await readFile(join(folder, 'version.php'), 'utf8').catch(() => null);
  if (text === null) return null;
  const displayName = await pluginName(type, name, folder);
  return { type, name, typeFolder, folder, displayName, file: parseVersionFile(text) };
}

/** What Moodle shows for a text that is not there is the text's own name in brackets. */
async function pluginName(type: string, name: string, folder: string): Promise<string> {
  const component = `${type}_${name}`;
  const file = join(folder, 'lang', 'en', `${type === 'mod' ? name : component}.php`);
  const strings = await readFile(file, 'utf8').catch(() => '');
  const match = /\$string\['pluginname'\]\s*=\s*'((?:\\.|[^'\\])*)'/.exec(strings);
  return match?.[1]?.replace(/\\(.)/g, '$1') ?? `[pluginname,${component}]`;
}
