/** What the sample says of itself: its code as it lies on the disk, and whether its database agrees. */
import type { MoodleFacts } from '../bridge.js';
import { isInMaintenance } from './change/pages.js';
import { isPending, readCode } from './change/site-code.js';
import { sampleSettings } from './inventory/switches.js';
import { sampleSite, type SampleLayout } from './layout.js';
import { SampleSql } from './sql.js';

const phpExtensions = ['ctype', 'curl', 'dom', 'gd', 'intl', 'json', 'mbstring', 'sodium', 'xml', 'zip'];

/** @throws BridgeError `moodle` when its code does not say its version */
export async function sampleFacts(layout: SampleLayout): Promise<MoodleFacts> {
  const code = await readCode(layout);
  const sql = new SampleSql(layout.database);
  try {
    const settings = sampleSettings(sql);
    const [server] = sql.query<{ version: string }>('SELECT sqlite_version() AS version');
    return {
      ...code.core,
      databaseVersion: { vendor: 'sqlite', version: server!.version },
      phpVersion: sampleSite.phpVersion,
      phpExtensions,
      upgradePending: isPending(code, settings),
      maintenance: isInMaintenance(layout) || settings.core('maintenance_enabled') === '1',
    };
  } finally {
    sql.close();
  }
}
