/** What the site has, in the form in which packages are judged. */
import type { PluginInfo } from '../../contract/agent/plugins.js';
import type { SiteCode } from '../../inspection/site-code.js';
import type { AgentContext } from '../context.js';
import type { Inventory } from '../moodle/inventory/inventory.js';

const version = (value: string | number | null) => (value === null ? null : Number(value));

const range = (branches: number[] | null): [number, number] | null => {
  const [first, last] = branches ?? [];
  return first === undefined || last === undefined ? null : [first, last];
};

/** Moodle's ANY_VERSION is the text `any`; PHP writes an empty map as a list. */
function leastVersions(dependencies: PluginInfo['dependencies']): Record<string, number | 'any'> {
  if (!dependencies || Array.isArray(dependencies)) return {};
  return Object.fromEntries(
    Object.entries(dependencies).map(([name, least]) => [name, least === 'any' ? least : Number(least)]),
  );
}

/** @throws MoodleUnavailable, BridgeError */
export async function siteCode({
  site,
  inventory: source,
}: Pick<AgentContext, 'site' | 'inventory'>): Promise<{ code: SiteCode; inventory: Inventory }> {
  const [facts, inventory] = await Promise.all([site.bridge.facts(), source.read()]);
  const code: SiteCode = {
    version: Number(facts.version),
    release: facts.release,
    branch: facts.branch,
    phpVersion: facts.phpVersion,
    phpExtensions: facts.phpExtensions,
    database: facts.databaseVersion,
    pluginTypes: Object.keys(inventory.pluginTypes),
    plugins: inventory.plugins.map(({ info, standard }) => ({
      component: info.component,
      versionDisk: version(info.versiondisk),
      versionDatabase: version(info.versiondb),
      standard,
      supported: range(info.pluginsupported),
      incompatible: info.pluginincompatible,
      requires: version(info.versionrequires),
      dependencies: leastVersions(info.dependencies),
    })),
  };
  return { code, inventory };
}
