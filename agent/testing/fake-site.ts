/** A site without a Moodle behind it, for tests of what stands above the bridge. Every call that is not given throws. */
import { SqliteDialect, Kysely } from 'kysely';
import Database from 'libsql';
import type { MoodleTables } from '../moodle/database/database.js';
import type { MoodleBridge } from '../moodle/bridge.js';
import type { Site, SiteConfig } from '../moodle/site.js';

function notGiven(name: string): () => never {
  return () => {
    throw new Error(`This test's site has no ${name}.`);
  };
}

export interface FakeSiteParts {
  config?: Partial<SiteConfig>;
  bridge?: Partial<MoodleBridge>;
  database?: Partial<Site['database']>;
}

/** @param folder the code and data folders are below it; they are not made */
export function fakeSite(folder: string, parts: FakeSiteParts = {}): Site {
  const db = new Kysely<MoodleTables>({
    dialect: new SqliteDialect({ database: new Database(':memory:') as never }),
  });
  const moodleDir = `${folder}/moodle`;
  const dataroot = `${folder}/moodledata`;
  return {
    kind: 'sample',
    config: {
      wwwroot: 'http://moodle.example.org',
      moodleDir,
      codeRoot: moodleDir,
      dataroot,
      tempdir: `${dataroot}/temp`,
      prefix: 'mdl_',
      connection: { kind: 'sqlite', file: ':memory:' },
      ownConnection: parts.config?.connection ?? { kind: 'sqlite', file: ':memory:' },
      forced: {},
      ...parts.config,
    } as SiteConfig,
    database: {
      kind: 'sqlite',
      db,
      columns: notGiven('columns'),
      ping: async () => undefined,
      close: async () => undefined,
      ...parts.database,
    } as Site['database'],
    bridge: {
      facts: async () => ({
        release: '4.5.6 (Build: 20250811)',
        version: '2024100706',
        branch: 405,
        databaseVersion: { vendor: 'sqlite', version: '3.45.1' },
        phpVersion: '8.2.0',
        phpExtensions: [],
        upgradePending: false,
        maintenance: false,
      }),
      backupCourse: notGiven('backupCourse'),
      inspectArchive: notGiven('inspectArchive'),
      restoreCourse: notGiven('restoreCourse'),
      hasWorkplace: async () => false,
      close: async () => undefined,
      ...parts.bridge,
    } as MoodleBridge,
    mirrors: [],
    close: () => db.destroy(),
  };
}
