/** Where a plugin's folder lies, or would lie, as the agent sees it. */
import { lstat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { ChangeReason } from '../../contract/agent/changes.js';
import type { Inventory } from '../moodle/inventory/inventory.js';
import type { SiteConfig } from '../moodle/site.js';

/** PHP may see the site below another folder than the agent. */
export function agentPath(config: Pick<SiteConfig, 'codeRoot'>, inventory: Inventory, path: string): string {
  const { codeRoot } = inventory;
  const inside = path === codeRoot || path.startsWith(`${codeRoot}/`);
  return inside ? config.codeRoot + path.slice(codeRoot.length) : path;
}

/** Null for a type that this Moodle does not know. */
export function targetFolder(
  config: Pick<SiteConfig, 'codeRoot'>,
  inventory: Inventory,
  { component, type, name }: { component: string; type: string; name: string },
): string | null {
  const installed = inventory.plugins.find(({ info }) => info.component === component)?.info.rootdir;
  if (installed) return agentPath(config, inventory, installed);
  const folder = inventory.pluginTypes[type];
  return folder === undefined ? null : join(agentPath(config, inventory, folder), name);
}

const marks = ['.git', '.svn', '.hg', 'CVS'];

/** A folder that a developer or a deployment looks after is not ours to replace, as Moodle holds it, too. */
export async function underVersionControl(folder: string): Promise<ChangeReason | null> {
  const there = async (path: string) => lstat(path).catch(() => null);
  if ((await there(folder))?.isSymbolicLink())
    return {
      code: 'version-control',
      message: `${folder} is a link to a folder elsewhere. Change it where it is kept, or say overwrite_vcs.`,
    };
  for (const mark of marks) {
    if (await there(join(folder, mark)))
      return {
        code: 'version-control',
        message: `${folder} is under version control (${mark}). Update it there, or say overwrite_vcs.`,
      };
  }
  return null;
}

/**
 * Plugins from elsewhere that lie in the folder of another one, as paths below it: they must not go with the old folder.
 * @param folder the other one's, as the agent sees it
 */
export function nestedPlugins(
  config: Pick<SiteConfig, 'codeRoot'>,
  inventory: Inventory,
  folder: string,
): { component: string; path: string }[] {
  return inventory.plugins.flatMap(({ info }) => {
    if (info.rootdir === null) return [];
    const path = relative(folder, agentPath(config, inventory, info.rootdir));
    return path === '' || path.startsWith('..') ? [] : [{ component: info.component, path }];
  });
}
