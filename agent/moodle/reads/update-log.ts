/** What was installed and upgraded when, and by whom: Moodle's `upgrade_log`, newest first. */
import type { UpdateLogEntry } from '../../../contract/agent/plugins.js';
import type { MoodleRow } from '../database/database.js';
import type { Site } from '../site.js';

/** Everything that was noted down of one plugin, or of `core`. */
export async function updateLog(site: Site, component: string): Promise<UpdateLogEntry[]> {
  const rows = await entries(site).where('log.plugin', '=', component).execute();
  return (rows as MoodleRow[]).map(entry);
}

/** The outcomes by component, without the beginnings and steps of each installation. */
export async function updateOutcomes(site: Site): Promise<Map<string, UpdateLogEntry[]>> {
  const rows = await entries(site)
    .where('log.plugin', 'is not', null)
    .where('log.info', 'not like', '%Starting%')
    .where('log.info', 'not like', '%savepoint reached%')
    .execute();
  const logs = new Map<string, UpdateLogEntry[]>();
  for (const row of rows as MoodleRow[]) {
    const component = String(row.plugin);
    const log = logs.get(component);
    if (log) log.push(entry(row));
    else logs.set(component, [entry(row)]);
  }
  return logs;
}

function entries({ database }: Site) {
  return database.db
    .selectFrom('upgrade_log as log')
    .leftJoin('user', 'user.id', 'log.userid')
    .select(['log.id', 'log.type', 'log.plugin', 'log.version', 'log.targetversion', 'log.info'])
    .select(['log.details', 'log.backtrace', 'log.userid', 'log.timemodified', 'user.username', 'user.email'])
    .orderBy('log.id', 'desc');
}

function entry(row: MoodleRow): UpdateLogEntry {
  // Moodle notes 0 for what was done on the command line.
  const userid = Number(row.userid);
  const known = userid > 0;
  return {
    id: Number(row.id),
    type: Number(row.type),
    plugin: row.plugin ?? null,
    version: row.version ?? null,
    targetversion: row.targetversion ?? null,
    info: row.info ?? '',
    details: row.details ?? null,
    backtrace: row.backtrace ?? null,
    userid: known ? userid : null,
    timemodified: Number(row.timemodified),
    username: known ? (row.username ?? null) : null,
    email: known ? (row.email ?? null) : null,
  };
}
