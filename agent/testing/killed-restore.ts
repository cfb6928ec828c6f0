/** A process for `dump.test.ts`: says when it begins to restore a dump, and is killed then. */
import { restoreDatabase, type DatabaseDump } from '../moodle/database/dump/dump.js';
import type { SiteConfig } from '../moodle/site.js';

const { config, dump } = JSON.parse(process.argv[2]!) as {
  config: Pick<SiteConfig, 'ownConnection' | 'prefix'>;
  dump: DatabaseDump;
};
await restoreDatabase(config, dump, {
  signal: new AbortController().signal,
  progress: () => undefined,
  log: (line) => {
    if (line.startsWith('Restoring')) process.send!('restoring');
  },
});
process.send!('done');
