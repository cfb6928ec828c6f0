/** Whether a change of the site's code begins with a dump of its database. */
import type { Site } from '../../site.js';
import { databaseSize } from './database-size.js';
import { toolsFor } from './dump.js';

export interface DumpSettings {
  /** `auto`: where the tools are there and the database is not too large. */
  mode: 'auto' | 'always' | 'never';
  /** Megabytes (of 1024² bytes) above which `auto` makes none. */
  maxMb: number;
}

export interface DumpPlan {
  wanted: boolean;
  /** Why not, for the operator; null where it is wanted. */
  reason: string | null;
  /** Bytes of the site's tables; a dump is rarely larger. Null where nobody had to know. */
  size: number | null;
}

/** @throws MoodleUnavailable */
export async function planDump(
  site: Pick<Site, 'config' | 'database'>,
  { mode, maxMb }: DumpSettings,
): Promise<DumpPlan> {
  const no = (reason: string, size: number | null = null): DumpPlan => ({ wanted: false, reason, size });
  if (mode === 'never') return no('AGENT_DATABASE_DUMP is "never".');
  const { kind } = site.config.ownConnection;
  if (mode === 'auto' && kind !== 'sqlite' && (await toolsFor(kind)).includes(null)) {
    const tools =
      kind === 'mysql' ? 'mariadb-dump and mariadb (or mysqldump and mysql)' : 'pg_dump and pg_restore';
    return no(`${tools} are not on the agent's machine.`);
  }
  const size = await databaseSize(site);
  const mb = Math.round(size / 1024 ** 2);
  if (mode === 'auto' && mb > maxMb) {
    return no(`The database has ${mb} MB, more than the ${maxMb} of AGENT_DATABASE_DUMP_MAX_MB.`, size);
  }
  return { wanted: true, reason: null, size };
}
