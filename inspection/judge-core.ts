/** Holds a zip of Moodle itself against a site: what keeps it from being updated, and which plugins would suffer. */
import type { ChangeReason } from '../contract/agent/changes.js';
import type { CorePackage } from './core-package.js';
import { databaseReasons, phpReasons } from './judge-machine.js';
import { branchName, isIncompatible, rangeName, supports } from './judge-plugin.js';
import { maturityWarning, when, type Judgement } from './judgement.js';
import type { SiteCode, SitePlugin } from './site-code.js';
import { compareVersions, normaliseVersion } from './versions.js';

export function judgeCore(pkg: CorePackage, site: SiteCode): Judgement {
  const name = `Moodle ${pkg.release}`;
  const thirdParty = site.plugins.filter((plugin) => !plugin.standard && plugin.versionDisk !== null);
  return {
    reasons: [
      ...versionReasons(pkg, site),
      ...environmentReasons(pkg, site),
      ...thirdParty.flatMap((plugin) => pluginReasons(plugin, pkg, site)),
    ],
    warnings: [
      ...when(
        pkg.version === site.version,
        'same-version',
        `${name} is what this site has already (${pkg.version}): its files are replaced, nothing is upgraded.`,
      ),
      ...maturityWarning(name, pkg.maturity),
      ...thirdParty.flatMap((plugin) => pluginWarnings(plugin, pkg, site)),
    ],
  };
}

function versionReasons(pkg: CorePackage, site: SiteCode): ChangeReason[] {
  const older = pkg.version < site.version || pkg.branch < site.branch;
  return when(
    older,
    'downgrade',
    `Moodle ${pkg.release} (${pkg.version}) is older than this site’s ${site.release} (${site.version}); Moodle cannot go back.`,
  );
}

function environmentReasons(pkg: CorePackage, site: SiteCode): ChangeReason[] {
  const name = `Moodle ${pkg.release}`;
  if (pkg.environment === null) {
    return when(
      site.database.vendor !== 'sqlite',
      'no-environment',
      'The zip lacks Moodle’s admin/environment.xml, so that nobody knows what it needs: fetch it again from moodle.org.',
    );
  }
  const { moodle } = pkg.environment;
  return [
    ...when(
      moodle !== null && compareVersions(siteRelease(site.release), moodle) < 0,
      'from-version',
      `${name} can be reached from Moodle ${moodle} and later; this site has ${site.release}: update it to such a version first.`,
    ),
    ...phpReasons(name, pkg.environment, site),
    ...databaseReasons(name, pkg.environment, site),
  ];
}

/** A development version is not yet the release that it is named after, as Moodle counts. */
function siteRelease(release: string): string {
  const version = normaliseVersion(release);
  if (!release.includes('dev')) return version;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return minor > 0 ? `${major}.${minor - 1}` : `${major - 1}.99`;
}

function pluginReasons(plugin: SitePlugin, pkg: CorePackage, site: SiteCode): ChangeReason[] {
  const { component, incompatible } = plugin;
  const has = versionOf(plugin);
  const own = pkg.standardPlugins[component];
  return [
    ...when(
      own === undefined && isIncompatible(incompatible, pkg.branch),
      'plugin-incompatible',
      `${component} ${has} says that it does not work with Moodle ${branchName(incompatible ?? 0)} and later; the new one is ${branchName(pkg.branch)}: update or uninstall it first.`,
    ),
    ...when(
      own !== undefined && own < has,
      'plugin-newer-than-standard',
      `${component} comes with Moodle ${pkg.release} as ${own}; this site has the newer ${has}, and Moodle cannot go back.`,
    ),
    ...(own === undefined ? dependencyReasons(plugin, pkg, site) : []),
  ];
}

/** What a plugin needs may have been Moodle's own, and may be so no longer. */
function dependencyReasons(plugin: SitePlugin, pkg: CorePackage, site: SiteCode): ChangeReason[] {
  if (Object.keys(pkg.standardPlugins).length === 0) return [];
  return Object.entries(plugin.dependencies).flatMap(([needed, least]) => {
    const installed = site.plugins.find(({ component }) => component === needed);
    const before = installed?.versionDisk ?? null;
    const after = pkg.standardPlugins[needed] ?? (installed?.standard ? null : before);
    if (before === null || after !== null) return [];
    return [
      {
        code: 'plugin-dependency',
        message: `${plugin.component} ${versionOf(plugin)} needs ${needed}${least === 'any' ? '' : ` ${least}`}, which Moodle ${pkg.release} brings no longer: install ${needed} by itself, or uninstall ${plugin.component} first.`,
      },
    ];
  });
}

function pluginWarnings(plugin: SitePlugin, pkg: CorePackage, site: SiteCode): ChangeReason[] {
  const { component, supported, incompatible } = plugin;
  const has = versionOf(plugin);
  const own = pkg.standardPlugins[component];
  if (own !== undefined) {
    return when(
      own >= has,
      'plugin-becomes-standard',
      `${component} ${has} comes with Moodle ${pkg.release} as ${own}: the new one takes its place.`,
    );
  }
  const [type = ''] = component.split('_', 1);
  return [
    ...when(
      !supports(supported, pkg.branch) && !isIncompatible(incompatible, pkg.branch),
      'plugin-unsupported',
      `${component} ${has} says that it works with Moodle ${rangeName(supported)}; the new one is ${branchName(pkg.branch)}: look for a newer version of it.`,
    ),
    ...when(
      pkg.pluginTypes.length > 0 && !pkg.pluginTypes.includes(type) && isMoodlesType(type, site),
      'plugin-type-gone',
      `${component} ${has} is of the type "${type}", which Moodle ${pkg.release} does not know: it would do nothing there.`,
    ),
  ];
}

/** Whether Moodle itself has plugins of the type; others may be brought by plugins, which stay. */
function isMoodlesType(type: string, site: SiteCode): boolean {
  return site.plugins.some(({ standard, component }) => standard && component.startsWith(`${type}_`));
}

function versionOf(plugin: SitePlugin): number {
  return Math.max(plugin.versionDisk ?? 0, plugin.versionDatabase ?? 0);
}
