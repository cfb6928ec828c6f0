/** The kinds of plugins that a plugin brings, and those of them that lie in its zip. */
import { z } from 'zod';
import { parseGuardedJson } from '../runtime/json-guard.js';
import { withoutComments } from './php-literals.js';

const folders = z.record(z.string().regex(/^[a-z][a-z0-9]*$/), z.string().max(255));
const subpluginsFile = z.object({
  /** Folders below Moodle's. */
  plugintypes: folders.optional(),
  /** Folders below the plugin's own; since Moodle 5.0. */
  subplugintypes: folders.optional(),
});

/**
 * Folders below the plugin's own, by the type of plugin that lies in them.
 * @param json the text of `db/subplugins.json`
 * @param name the plugin's, without its type
 * @throws JsonRefused or ZodError for a file that Moodle would not read either
 */
export function subpluginFolders(json: Buffer, name: string): Map<string, string> {
  const parsed = subpluginsFile.parse(parseGuardedJson(json));
  const found = relativeFolders(Object.entries(parsed.plugintypes ?? {}), name);
  for (const [type, folder] of Object.entries(parsed.subplugintypes ?? {})) found.set(type, folder);
  return found;
}

/** The same of a `db/subplugins.php`, which Moodle reads up to 4.5. */
export function oldSubpluginFolders(php: string, name: string): Map<string, string> {
  const pairs = [...withoutComments(php).matchAll(/['"]([a-z][a-z0-9]*)['"]\s*=>\s*['"]([\w/]+)['"]/g)];
  return relativeFolders(
    pairs.map(([, type, path]) => [type!, path!]),
    name,
  );
}

/** The file names folders as Moodle sees them, `mod/assign/submission`; what counts here comes after the name. */
function relativeFolders(paths: readonly (readonly [string, string])[], name: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [type, path] of paths) {
    const at = `/${path}`.indexOf(`/${name}/`);
    if (at >= 0) found.set(type, `/${path}`.slice(at + name.length + 2));
  }
  return found;
}

/**
 * Components of the subplugins that are there.
 * @param files paths below the plugin's folder
 */
export function subpluginsIn(types: ReadonlyMap<string, string>, files: readonly string[]): string[] {
  const found = files.flatMap((file) => {
    if (!file.endsWith('/version.php')) return [];
    const parts = file.split('/');
    const folder = parts.slice(0, -2).join('/');
    return [...types].filter(([, at]) => at === folder).map(([type]) => `${type}_${parts.at(-2)}`);
  });
  return found.sort();
}
