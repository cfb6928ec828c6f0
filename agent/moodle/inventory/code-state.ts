/** One short text for everything in the site's folders that its inventory depends on. */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SiteConfig } from '../site.js';
import type { Inventory } from './inventory.js';

export interface CodeState {
  /** Changes whenever a plugin's folder or version.php, config.php, core's version or a language pack changes. */
  text: string;
  /** When the newest of these changed, in milliseconds since 1970. */
  newest: number;
}

/**
 * What to look at for this inventory, as absolute paths of the agent. PHP may see the site below another folder.
 * A plugin's folder shows files that come and go, its version.php shows what is written in place; a type's folder shows
 * plugins that come and go.
 */
export function watchedPaths(config: SiteConfig, inventory: Inventory): string[] {
  const here = (path: string) =>
    path === inventory.codeRoot || path.startsWith(`${inventory.codeRoot}/`)
      ? config.codeRoot + path.slice(inventory.codeRoot.length)
      : path;
  const plugins = inventory.plugins.flatMap(({ info }) =>
    info.rootdir === null ? [] : [here(info.rootdir), join(here(info.rootdir), 'version.php')],
  );
  const site = [join(config.moodleDir, 'config.php'), join(config.dataroot, 'lang')];
  return [...site, ...Object.values(inventory.pluginTypes).map(here), ...plugins];
}

/** @returns null when the agent cannot see the code, so that changes would go unnoticed */
export async function codeState(config: SiteConfig, paths: readonly string[]): Promise<CodeState | null> {
  const [core, ...others] = await Promise.all([join(config.codeRoot, 'version.php'), ...paths].map(look));
  if (!core) return null;
  const hash = createHash('sha256');
  let newest = 0;
  for (const found of [core, ...others]) {
    hash.update(found ? `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}\n` : '-\n');
    if (found) newest = Math.max(newest, found.mtimeMs, found.ctimeMs);
  }
  return { text: hash.digest('base64'), newest };
}

/** Undefined for what is not there. A folder that may not be read counts as not there as well. */
function look(path: string) {
  return stat(path).catch(() => undefined);
}
