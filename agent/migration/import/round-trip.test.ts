/** A whole sample site exported by one agent and brought in by another, twice. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { MigrationExport } from '../../../contract/agent/migration.js';
import { createLogger } from '../../../runtime/logger.js';
import { openBuiltSite } from '../../moodle/sample/testing/built-site.js';
import { startHttpAgent, type HttpAgent } from '../../testing/http-agent.js';
import { migrationHandlers } from '../handlers.js';
import { startImportAgent, type ImportAgent } from './testing/import-agent.js';

let source: HttpAgent;
let target: ImportAgent;
beforeAll(async () => {
  const logger = createLogger('test', 'silent');
  source = await startHttpAgent({ site: (folder) => openBuiltSite(join(folder, 'site'), logger) });
  for (const handler of migrationHandlers(source.context)) source.context.tasks.register(handler);
  target = await startImportAgent();
  // A few courses show as much as all of them, and sooner.
  for (const { site } of [source.context, target.agent.context]) {
    const { db } = site.database;
    const few = await db.selectFrom('course').select('id').orderBy('id').limit(6).execute();
    await db.deleteFrom('course').where('id', '>', few.at(-1)!.id).execute();
  }
}, 60_000);
afterAll(async () => {
  await source?.stop();
  await target?.stop();
});

async function exportSite(): Promise<Buffer> {
  const ordered = await source.ask('/migration/exports', {
    method: 'POST',
    data: { exporter: 'tool_wp\\tool_wp\\exporter\\site' },
  });
  const { id } = ordered.body as MigrationExport;
  await source.context.tasks.runOnce();
  const made = (await source.ask(`/migration/exports?id=${id}`)).body as MigrationExport;
  expect(made).toMatchObject({ status: 4, error: null });
  const row = await source.context.store.prisma.migrationExport.findUniqueOrThrow({ where: { id } });
  return readFile(join(source.context.config.dataDir, 'exports', String(id), row.fileName!));
}

test('what the other site lacks is made, what it has is found, and then nothing is left to do', async () => {
  const file = await exportSite();
  const { sql } = target;
  // The target is the same site without some of its people, places and courses.
  const gone = sql.select('course', {}).slice(-2);
  for (const { id } of gone) sql.update('course', { id }, { shortname: `gone-${id}`, idnumber: '' });
  const left = sql.select('user', { deleted: 0, suspended: 0 }).slice(50, 55);
  for (const { id } of left)
    sql.update('user', { id }, { username: `left${id}`, email: `left${id}@x.example` });
  for (const table of [
    'cohort',
    'cohort_members',
    'user_info_field',
    'user_info_data',
    'reportbuilder_report',
  ]) {
    sql.remove(table, {});
  }

  const first = await target.bringIn(file);
  expect(first).toMatchObject({ status: 4, error: null });
  expect(await target.notes(first.id)).toEqual([]);
  expect(first.counts).toMatchObject({
    profilefields: { created: 2 },
    users: { created: 5 },
    cohorts: { created: 4 },
    courses: { created: 2 },
    reports: { created: 2 },
  });
  expect(first.counts.coursecategories?.created).toBeUndefined();
  expect(first.counts.cohortmembers?.matched).toBeUndefined();

  const state = target.state();
  const second = await target.bringIn(file);
  expect(Object.values(second.counts).map((outcomes) => Object.keys(outcomes))).toEqual(
    Object.keys(second.counts).map(() => ['matched']),
  );
  expect(target.state()).toEqual(state);
}, 180_000);
