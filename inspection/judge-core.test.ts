/** Whether Moodle itself can be updated on a site, and which of its plugins would suffer. */
import { expect, test } from '@jest/globals';
import type { CorePackage } from './core-package.js';
import { judgeCore } from './judge-core.js';
import type { SiteCode } from './site-code.js';
import { corePackage, siteCode, sitePlugin } from './testing/code-fixtures.js';

const withPlugin = (...plugins: ReturnType<typeof sitePlugin>[]) =>
  siteCode({ plugins: [...siteCode().plugins, ...plugins] });

test('nothing speaks against an update that fits', () => {
  expect(judgeCore(corePackage(), withPlugin(sitePlugin('local_thing')))).toEqual({
    reasons: [],
    warnings: [],
  });
});

test.each<[string, Partial<CorePackage>, SiteCode, string]>([
  [
    'downgrade',
    { version: 2024042210, release: '4.4.10', branch: 404 },
    siteCode(),
    'Moodle 4.4.10 (2024042210) is older than this site’s 4.5.6 (Build: 20250811) (2024100706); Moodle cannot go back.',
  ],
  [
    'php-version',
    {},
    siteCode({ phpVersion: '8.1.2' }),
    'Moodle 5.0.3 (Build: 20250811) needs PHP 8.2.0 or later; this site runs 8.1.2.',
  ],
  [
    'php-extension',
    {},
    siteCode({ phpExtensions: ['SimpleXML'] }),
    'Moodle 5.0.3 (Build: 20250811) needs the PHP extension intl, which this site’s PHP does not have.',
  ],
  [
    'database-version',
    {},
    siteCode({ database: { vendor: 'postgres', version: '13.9 (Debian 13.9-0+deb11u1)' } }),
    'Moodle 5.0.3 (Build: 20250811) needs PostgreSQL 14 or later; this site has 13.9.',
  ],
  [
    'database-version',
    {},
    siteCode({ database: { vendor: 'mariadb', version: '5.5.5-10.6.18-MariaDB' } }),
    'Moodle 5.0.3 (Build: 20250811) needs MariaDB 10.11.0 or later; this site has 10.6.18.',
  ],
  [
    'database-unsupported',
    { environment: { ...corePackage().environment!, databases: { postgres: '14' } } },
    siteCode(),
    'Moodle 5.0.3 (Build: 20250811) does not work with MariaDB, which this site uses.',
  ],
  [
    'from-version',
    {},
    siteCode({ version: 2022112815, release: '4.1.15+ (Build: 20241220)', branch: 401 }),
    'Moodle 5.0.3 (Build: 20250811) can be reached from Moodle 4.2.3 and later; this site has 4.1.15+ (Build: 20241220): update it to such a version first.',
  ],
  [
    'from-version',
    { environment: { ...corePackage().environment!, moodle: '4.5' } },
    siteCode({ release: '4.5dev (Build: 20240101)' }),
    'Moodle 5.0.3 (Build: 20250811) can be reached from Moodle 4.5 and later; this site has 4.5dev (Build: 20240101): update it to such a version first.',
  ],
  [
    'no-environment',
    { environment: null },
    siteCode(),
    'The zip lacks Moodle’s admin/environment.xml, so that nobody knows what it needs: fetch it again from moodle.org.',
  ],
  [
    'plugin-incompatible',
    {},
    withPlugin(sitePlugin('local_old', { incompatible: 500, supported: [401, 405] })),
    'local_old 2024010100 says that it does not work with Moodle 5.0 and later; the new one is 5.0: update or uninstall it first.',
  ],
  [
    'plugin-newer-than-standard',
    { standardPlugins: { local_thing: 2023010100 } },
    withPlugin(sitePlugin('local_thing')),
    'local_thing comes with Moodle 5.0.3 (Build: 20250811) as 2023010100; this site has the newer 2024010100, and Moodle cannot go back.',
  ],
  [
    'plugin-dependency',
    { standardPlugins: { mod_quiz: 2025041400 } },
    withPlugin(sitePlugin('local_thing', { dependencies: { mod_forum: 2024100700, mod_quiz: 'any' } })),
    'local_thing 2024010100 needs mod_forum 2024100700, which Moodle 5.0.3 (Build: 20250811) brings no longer: install mod_forum by itself, or uninstall local_thing first.',
  ],
])('%s keeps it from being updated', (code, facts, site, message) => {
  expect(judgeCore(corePackage(facts), site)).toEqual({ reasons: [{ code, message }], warnings: [] });
});

test.each<[string, Partial<CorePackage>, SiteCode, string]>([
  [
    'same-version',
    { version: 2024100706, release: '4.5.6', branch: 405 },
    siteCode(),
    'Moodle 4.5.6 is what this site has already (2024100706): its files are replaced, nothing is upgraded.',
  ],
  [
    'maturity',
    { maturity: 150 },
    siteCode(),
    'Moodle 5.0.3 (Build: 20250811) is a release candidate: try it on a test site first.',
  ],
  [
    'plugin-unsupported',
    {},
    withPlugin(
      sitePlugin('local_thing', { supported: [401, 405] }),
      sitePlugin('local_fine', { supported: [405, 500] }),
    ),
    'local_thing 2024010100 says that it works with Moodle 4.1 to 4.5; the new one is 5.0: look for a newer version of it.',
  ],
  [
    'plugin-becomes-standard',
    { standardPlugins: { local_thing: 2025041400 } },
    withPlugin(sitePlugin('local_thing', { incompatible: 500 })),
    'local_thing 2024010100 comes with Moodle 5.0.3 (Build: 20250811) as 2025041400: the new one takes its place.',
  ],
  [
    'plugin-type-gone',
    {},
    withPlugin(
      sitePlugin('atto_extra'),
      sitePlugin('atto_bold', { standard: true }),
      sitePlugin('thingpart_one'),
    ),
    'atto_extra 2024010100 is of the type "atto", which Moodle 5.0.3 (Build: 20250811) does not know: it would do nothing there.',
  ],
])('%s is worth knowing', (code, facts, site, message) => {
  expect(judgeCore(corePackage(facts), site)).toEqual({ reasons: [], warnings: [{ code, message }] });
});

test('a plugin whose folder is missing does not count, and the sample’s database is not judged', () => {
  const site = siteCode({
    database: { vendor: 'sqlite', version: '3.45' },
    plugins: [sitePlugin('local_gone', { versionDisk: null, incompatible: 500 })],
  });
  expect(judgeCore(corePackage(), site)).toEqual({ reasons: [], warnings: [] });
  expect(judgeCore(corePackage({ environment: null }), site).reasons).toEqual([]);
});
