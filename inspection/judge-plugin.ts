/** Holds a plugin's zip against a site, by the rules of Moodle's own plugin manager. */
import type { ChangeReason } from '../contract/agent/changes.js';
import { phpReasons } from './judge-machine.js';
import { maturityWarning, when, type Judgement } from './judgement.js';
import type { PluginPackage } from './plugin-package.js';
import type { SiteCode } from './site-code.js';

/**
 * @param alongside the other packages that are installed in the same go; the package itself may be among them
 */
export function judgePlugin(
  pkg: PluginPackage,
  site: SiteCode,
  alongside: readonly PluginPackage[] = [],
): Judgement {
  const others = alongside.filter((other) => other.component !== pkg.component);
  const name = `${pkg.component} ${pkg.version}`;
  return {
    reasons: [
      ...typeReasons(pkg, site, others),
      ...moodleReasons(pkg, site),
      ...dependencyReasons(pkg, site, others),
      ...installedReasons(pkg, site),
      ...(pkg.environment ? phpReasons(name, pkg.environment, site) : []),
    ],
    warnings: [
      ...sameVersionWarning(pkg, site),
      ...supportedWarning(pkg, site),
      ...nestedWarnings(pkg, site, others),
      ...maturityWarning(name, pkg.maturity),
    ],
  };
}

function typeReasons(pkg: PluginPackage, site: SiteCode, others: readonly PluginPackage[]): ChangeReason[] {
  const known = new Set([...site.pluginTypes, ...others.flatMap((other) => other.subpluginTypes ?? [])]);
  return when(
    !known.has(pkg.type),
    'unknown-type',
    `${pkg.component} is a plugin of the type "${pkg.type}", which this site’s Moodle ${site.release} does not know; a plugin that brings the type may have to be installed first.`,
  );
}

/** `requires`, and `incompatible`, which is stronger. */
function moodleReasons(pkg: PluginPackage, site: SiteCode): ChangeReason[] {
  return [
    ...when(
      pkg.requires !== null && pkg.requires > site.version,
      'requires-moodle',
      `${pkg.component} ${pkg.version} needs Moodle ${pkg.requires} or later; this site has ${site.version} (${site.release}).`,
    ),
    ...when(
      isIncompatible(pkg.incompatible, site.branch),
      'incompatible',
      `${pkg.component} ${pkg.version} says that it does not work with Moodle ${branchName(pkg.incompatible ?? 0)} and later; this site has ${branchName(site.branch)}.`,
    ),
  ];
}

/** Moodle installs what does not name its branch, and only says so. */
function supportedWarning(pkg: PluginPackage, site: SiteCode): ChangeReason[] {
  return when(
    !supports(pkg.supported, site.branch),
    'not-supported',
    `${pkg.component} ${pkg.version} says that it works with Moodle ${rangeName(pkg.supported)}; this site has ${branchName(site.branch)}.`,
  );
}

function dependencyReasons(
  pkg: PluginPackage,
  site: SiteCode,
  others: readonly PluginPackage[],
): ChangeReason[] {
  return Object.entries(pkg.dependencies ?? {}).flatMap(([component, least]) => {
    if (pkg.subplugins.includes(component)) return [];
    const needs = `${pkg.component} ${pkg.version} needs ${component}${least === 'any' ? '' : ` ${least} or later`}`;
    const found = versionAfterwards(component, site, others);
    if (found === null) {
      return [
        {
          code: 'dependency-missing',
          message: `${needs}, which this site does not have: install it as well, in the same request or before.`,
        },
      ];
    }
    return when(
      least !== 'any' && found !== 'any' && found < least,
      'dependency-version',
      `${needs}; this site has ${found}: update it as well, in the same request or before.`,
    );
  });
}

/** The version that the site will have of another plugin; `any` for one that comes inside of another's zip. */
function versionAfterwards(
  component: string,
  site: SiteCode,
  others: readonly PluginPackage[],
): number | 'any' | null {
  const alongside = others.find((other) => other.component === component);
  if (alongside) return alongside.version;
  if (others.some((other) => other.subplugins.includes(component))) return 'any';
  return site.plugins.find((plugin) => plugin.component === component)?.versionDisk ?? null;
}

function installedReasons(pkg: PluginPackage, site: SiteCode): ChangeReason[] {
  const installed = site.plugins.find((plugin) => plugin.component === pkg.component);
  if (!installed) return [];
  const has = Math.max(installed.versionDisk ?? 0, installed.versionDatabase ?? 0);
  return [
    ...when(
      installed.standard,
      'standard-plugin',
      `${pkg.component} comes with Moodle and is updated with it; a zip does not replace it.`,
    ),
    ...when(
      pkg.version < has,
      'downgrade',
      `${pkg.component} ${pkg.version} is older than the ${has} that this site has; Moodle cannot go back.`,
    ),
  ];
}

function sameVersionWarning(pkg: PluginPackage, site: SiteCode): ChangeReason[] {
  const installed = site.plugins.find((plugin) => plugin.component === pkg.component);
  return when(
    installed?.versionDisk === pkg.version,
    'same-version',
    `${pkg.component} ${pkg.version} is on this site already: its files are replaced, nothing is upgraded.`,
  );
}

/** Plugins that were put into this one's folder by themselves would go with the old folder. */
function nestedWarnings(
  pkg: PluginPackage,
  site: SiteCode,
  others: readonly PluginPackage[],
): ChangeReason[] {
  const types = new Set(pkg.subpluginTypes ?? []);
  const inZips = new Set([...pkg.subplugins, ...others.map((other) => other.component)]);
  const left = site.plugins.filter(
    ({ component, versionDisk }) =>
      versionDisk !== null && types.has(component.split('_', 1)[0]!) && !inZips.has(component),
  );
  return left.map(({ component }) => ({
    code: 'nested-plugin',
    message: `${component} lies in the folder of ${pkg.component} and is not part of the new zip: it has to be carried over.`,
  }));
}

/** Moodle's `is_core_compatible_satisfied`, turned round. */
export function isIncompatible(incompatible: number | null, branch: number): boolean {
  return incompatible !== null && incompatible > 0 && branch >= incompatible;
}

/** Moodle's `check_explicitly_supported`; a plugin that says nothing supports everything. */
export function supports(supported: readonly [number, number] | null, branch: number): boolean {
  return supported === null || (supported[0] <= branch && branch <= supported[1]);
}

/** `405` to `4.5`, `39` to `3.9`. */
export function branchName(branch: number): string {
  return branch < 100
    ? `${Math.floor(branch / 10)}.${branch % 10}`
    : `${Math.floor(branch / 100)}.${branch % 100}`;
}

export function rangeName(supported: readonly [number, number] | null): string {
  if (supported === null) return '';
  const [first, last] = supported.map(branchName);
  return first === last ? first! : `${first} to ${last}`;
}
