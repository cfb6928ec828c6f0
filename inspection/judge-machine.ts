/** Holds the requirements of an `environment.xml` against the PHP and the database of a site. */
import type { ChangeReason } from '../contract/agent/changes.js';
import type { Requirements } from './environment-file.js';
import { when } from './judgement.js';
import type { SiteCode } from './site-code.js';
import { compareVersions, normaliseVersion } from './versions.js';

/** @param name of what requires it, for the messages */
export function phpReasons(name: string, needed: Requirements, site: SiteCode): ChangeReason[] {
  const { php, phpBelow } = needed;
  const has = normaliseVersion(site.phpVersion);
  const loaded = new Set(site.phpExtensions.map((extension) => extension.toLowerCase()));
  const missing = needed.phpExtensions.filter((extension) => !loaded.has(extension.toLowerCase()));
  return [
    ...when(
      php !== null && compareVersions(has, php) < 0,
      'php-version',
      `${name} needs PHP ${php} or later; this site runs ${has}.`,
    ),
    ...when(
      phpBelow !== null && compareVersions(has, phpBelow) >= 0,
      'php-version',
      `${name} does not work with PHP ${phpBelow} or later; this site runs ${has}.`,
    ),
    ...when(
      missing.length > 0,
      'php-extension',
      `${name} needs the PHP extension${missing.length > 1 ? 's' : ''} ${missing.join(', ')}, which this site’s PHP does not have.`,
    ),
  ];
}

const vendorNames = { mysql: 'MySQL', mariadb: 'MariaDB', postgres: 'PostgreSQL', sqlite: 'SQLite' } as const;

/** Says nothing about SQLite, which only the sample site has, nor where a file says nothing of databases. */
export function databaseReasons(name: string, needed: Requirements, site: SiteCode): ChangeReason[] {
  const { vendor } = site.database;
  // MariaDB pretends to be 5.5.5 in front of its own version, for old replicas.
  const version = normaliseVersion(site.database.version.replace(/^5\.5\.5-/, ''));
  if (vendor === 'sqlite' || Object.keys(needed.databases).length === 0) return [];
  const least = needed.databases[vendor];
  if (least === undefined) {
    return [
      {
        code: 'database-unsupported',
        message: `${name} does not work with ${vendorNames[vendor]}, which this site uses.`,
      },
    ];
  }
  return when(
    compareVersions(version, least) < 0,
    'database-version',
    `${name} needs ${vendorNames[vendor]} ${least} or later; this site has ${version}.`,
  );
}
