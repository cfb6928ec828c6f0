/** A site on a test database, with the bridge of `fake-site.ts`. */
import { openDatabase } from '../moodle/database/open-database.js';
import type { Site, SiteConfig } from '../moodle/site.js';
import { fakeSite, type FakeSiteParts } from './fake-site.js';
import { TEST_PREFIX, type TestDatabase } from './test-databases.js';

export interface FixtureSiteOptions {
  /** Where code and data of the site lie; they need not exist. */
  folder?: string;
  config?: Partial<SiteConfig>;
  bridge?: FakeSiteParts['bridge'];
}

/** Close the site before the database is dropped. */
export function fixtureSite({ connection }: TestDatabase, options: FixtureSiteOptions = {}): Site {
  const config = { prefix: TEST_PREFIX, connection, ...options.config };
  const base = fakeSite(options.folder ?? '/nonexistent', { config, bridge: options.bridge });
  const database = openDatabase(base.config.connection, base.config.prefix);
  return {
    ...base,
    database,
    async close() {
      await database.close();
      await base.close();
    },
  };
}
