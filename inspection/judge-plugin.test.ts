/** Whether a plugin can be installed on a site, and every reason why not, in words that name both sides. */
import { expect, test } from '@jest/globals';
import { judgePlugin } from './judge-plugin.js';
import type { PluginPackage } from './plugin-package.js';
import type { SiteCode } from './site-code.js';
import { pluginPackage, siteCode, sitePlugin } from './testing/code-fixtures.js';

const withPlugin = (...plugins: ReturnType<typeof sitePlugin>[]) =>
  siteCode({ plugins: [...siteCode().plugins, ...plugins] });
const requirements = { php: null, phpBelow: null, phpExtensions: [], databases: {}, moodle: null };

test('nothing speaks against a plugin that fits', () => {
  expect(judgePlugin(pluginPackage(), siteCode())).toEqual({ reasons: [], warnings: [] });
  const newer = withPlugin(sitePlugin('local_thing'));
  expect(judgePlugin(pluginPackage(), newer)).toEqual({ reasons: [], warnings: [] });
});

test.each<[string, Partial<PluginPackage>, SiteCode, string]>([
  [
    'unknown-type',
    { component: 'certificateelement_map' },
    siteCode(),
    'certificateelement_map is a plugin of the type "certificateelement", which this site’s Moodle 4.5.6 (Build: 20250811) does not know; a plugin that brings the type may have to be installed first.',
  ],
  [
    'requires-moodle',
    { requires: 2025041400 },
    siteCode(),
    'local_thing 2025010100 needs Moodle 2025041400 or later; this site has 2024100706 (4.5.6 (Build: 20250811)).',
  ],
  [
    'incompatible',
    { incompatible: 405 },
    siteCode(),
    'local_thing 2025010100 says that it does not work with Moodle 4.5 and later; this site has 4.5.',
  ],
  [
    'dependency-missing',
    { dependencies: { local_other: 'any' } },
    siteCode(),
    'local_thing 2025010100 needs local_other, which this site does not have: install it as well, in the same request or before.',
  ],
  [
    'dependency-missing',
    { dependencies: { local_other: 2024010100 } },
    withPlugin(sitePlugin('local_other', { versionDisk: null })),
    'local_thing 2025010100 needs local_other 2024010100 or later, which this site does not have: install it as well, in the same request or before.',
  ],
  [
    'dependency-version',
    { dependencies: { mod_quiz: 2025041400 } },
    siteCode(),
    'local_thing 2025010100 needs mod_quiz 2025041400 or later; this site has 2024100700: update it as well, in the same request or before.',
  ],
  [
    'downgrade',
    {},
    withPlugin(sitePlugin('local_thing', { versionDisk: 2025020200 })),
    'local_thing 2025010100 is older than the 2025020200 that this site has; Moodle cannot go back.',
  ],
  [
    'downgrade',
    {},
    withPlugin(sitePlugin('local_thing', { versionDatabase: 2025020200.01 })),
    'local_thing 2025010100 is older than the 2025020200.01 that this site has; Moodle cannot go back.',
  ],
  [
    'standard-plugin',
    { component: 'mod_quiz' },
    siteCode(),
    'mod_quiz comes with Moodle and is updated with it; a zip does not replace it.',
  ],
  [
    'php-version',
    { environment: { ...requirements, php: '8.4' } },
    siteCode(),
    'local_thing 2025010100 needs PHP 8.4 or later; this site runs 8.3.6.',
  ],
  [
    'php-version',
    { environment: { ...requirements, phpBelow: '8.3' } },
    siteCode(),
    'local_thing 2025010100 does not work with PHP 8.3 or later; this site runs 8.3.6.',
  ],
  [
    'php-extension',
    { environment: { ...requirements, phpExtensions: ['gmp', 'simplexml', 'ldap'] } },
    siteCode(),
    'local_thing 2025010100 needs the PHP extensions gmp, ldap, which this site’s PHP does not have.',
  ],
])('%s keeps it from being installed', (code, facts, site, message) => {
  expect(judgePlugin(pluginPackage(facts), site)).toEqual({ reasons: [{ code, message }], warnings: [] });
});

test.each<[string, Partial<PluginPackage>, SiteCode, string]>([
  [
    'not-supported',
    { supported: [401, 404] },
    siteCode(),
    'local_thing 2025010100 says that it works with Moodle 4.1 to 4.4; this site has 4.5.',
  ],
  [
    'same-version',
    {},
    withPlugin(sitePlugin('local_thing', { versionDisk: 2025010100, versionDatabase: 2025010100 })),
    'local_thing 2025010100 is on this site already: its files are replaced, nothing is upgraded.',
  ],
  [
    'maturity',
    { maturity: 100 },
    siteCode(),
    'local_thing 2025010100 is a beta version: try it on a test site first.',
  ],
  [
    'nested-plugin',
    { subpluginTypes: ['thingpart'], subplugins: ['thingpart_one'] },
    withPlugin(sitePlugin('thingpart_one'), sitePlugin('thingpart_two')),
    'thingpart_two lies in the folder of local_thing and is not part of the new zip: it has to be carried over.',
  ],
])('%s is worth knowing', (code, facts, site, message) => {
  expect(judgePlugin(pluginPackage(facts), site)).toEqual({ reasons: [], warnings: [{ code, message }] });
});

test('every reason is told, not only the first', () => {
  const pkg = pluginPackage({
    requires: 2025041400,
    incompatible: 405,
    dependencies: { local_a: 'any', local_b: 1 },
  });
  expect(judgePlugin(pkg, siteCode()).reasons.map(({ code }) => code)).toEqual([
    'requires-moodle',
    'incompatible',
    'dependency-missing',
    'dependency-missing',
  ]);
});

test('what is installed in the same go counts', () => {
  const pkg = pluginPackage({
    component: 'thingpart_x',
    dependencies: { local_thing: 2025010100, thingpart_one: 2025010100, mod_quiz: 'any' },
  });
  const brings = pluginPackage({ subpluginTypes: ['thingpart'], subplugins: ['thingpart_one'] });
  expect(judgePlugin(pkg, siteCode(), [pkg, brings])).toEqual({ reasons: [], warnings: [] });
  const older = pluginPackage({ ...brings, version: 2024010100 });
  expect(judgePlugin(pkg, siteCode(), [older]).reasons).toMatchObject([{ code: 'dependency-version' }]);
});

test('a range that ends today, and the first incompatible branch above, are fine', () => {
  const pkg = pluginPackage({ supported: [401, 405], incompatible: 500, requires: 2024100706 });
  expect(judgePlugin(pkg, siteCode())).toEqual({ reasons: [], warnings: [] });
});
