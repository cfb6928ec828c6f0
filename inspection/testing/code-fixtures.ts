/** Packages and a site as they are found, for tests of what is made of them. */
import type { CorePackage } from '../core-package.js';
import type { PluginPackage } from '../plugin-package.js';
import type { SiteCode, SitePlugin } from '../site-code.js';

const digests = { size: 1000, sha256: 'a'.repeat(64), md5: 'b'.repeat(32) };

/** `local_thing` 2025010100, which runs everywhere, unless told otherwise. */
export function pluginPackage(facts: Partial<PluginPackage> = {}): PluginPackage {
  const component = facts.component ?? 'local_thing';
  const at = component.indexOf('_');
  return {
    ...digests,
    component,
    type: component.slice(0, at),
    name: component.slice(at + 1),
    version: 2025010100,
    requires: 2022112800,
    release: '1.0',
    maturity: 200,
    dependencies: null,
    supported: null,
    incompatible: null,
    root: component.slice(at + 1),
    files: 3,
    unpackedSize: 3000,
    subplugins: [],
    subpluginTypes: [],
    environment: null,
    ...facts,
  };
}

/** Moodle 5.0.3 unless told otherwise. */
export function corePackage(facts: Partial<CorePackage> = {}): CorePackage {
  return {
    ...digests,
    root: 'moodle',
    version: 2025041403,
    release: '5.0.3 (Build: 20250811)',
    branch: 500,
    maturity: 200,
    files: 30_000,
    unpackedSize: 400_000_000,
    publicFolder: false,
    environment: {
      php: '8.2.0',
      phpBelow: null,
      phpExtensions: ['intl', 'simplexml'],
      databases: { mariadb: '10.11.0', mysql: '8.4', postgres: '14' },
      moodle: '4.2.3',
    },
    standardPlugins: { mod_quiz: 2025041400, mod_forum: 2025041400 },
    pluginTypes: ['mod', 'local', 'theme'],
    ...facts,
  };
}

/** A plugin from elsewhere at 2024010100, on disk and in the database, unless told otherwise. */
export function sitePlugin(component: string, facts: Partial<SitePlugin> = {}): SitePlugin {
  return {
    component,
    versionDisk: 2024010100,
    versionDatabase: 2024010100,
    standard: false,
    supported: null,
    incompatible: null,
    requires: null,
    dependencies: {},
    ...facts,
  };
}

/** Moodle 4.5.6 on PHP 8.3 and MariaDB 10.11 with two plugins of its own, unless told otherwise. */
export function siteCode(facts: Partial<SiteCode> = {}): SiteCode {
  const own = { versionDisk: 2024100700, versionDatabase: 2024100700, standard: true };
  return {
    version: 2024100706,
    release: '4.5.6 (Build: 20250811)',
    branch: 405,
    phpVersion: '8.3.6-0ubuntu0.24.04.2',
    phpExtensions: ['Core', 'intl', 'SimpleXML'],
    database: { vendor: 'mariadb', version: '10.11.6-MariaDB-0+deb12u1' },
    pluginTypes: ['mod', 'local', 'theme', 'quizaccess'],
    plugins: [sitePlugin('mod_quiz', own), sitePlugin('mod_forum', own)],
    ...facts,
  };
}
