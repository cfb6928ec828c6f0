/** An export of a whole live Moodle, held against its database: set MOODLE_DIR. Nothing of the site is changed. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { migrationExport, type EntityKind } from '../../contract/agent/migration.js';
import { createLogger } from '../../runtime/logger.js';
import { MOODLE_DIR, warnWithoutMoodle } from '../backup/testing/live-moodle.js';
import { openSite } from '../moodle/open-site.js';
import type { Site } from '../moodle/site.js';
import { startHttpAgent, type HttpAgent } from '../testing/http-agent.js';
import { openExportFile } from './format/read-export.js';
import { migrationHandlers } from './handlers.js';

warnWithoutMoodle('an export of a whole site');

/** Each a statement of its own, in the site's own tables. */
const counted: Partial<Record<EntityKind, string>> = {
  profilefields: 'SELECT COUNT(*) AS n FROM {user_info_field}',
  coursecategories: 'SELECT COUNT(*) AS n FROM {course_categories}',
  users: "SELECT COUNT(*) AS n FROM {user} WHERE deleted = 0 AND username <> 'guest'",
  cohorts: 'SELECT COUNT(*) AS n FROM {cohort}',
  cohortmembers:
    'SELECT COUNT(*) AS n FROM {cohort_members} m JOIN {user} u ON u.id = m.userid WHERE u.deleted = 0',
  courses: 'SELECT COUNT(*) AS n FROM {course} WHERE category <> 0',
  reports: 'SELECT COUNT(*) AS n FROM {reportbuilder_report} WHERE type = 0',
};

(MOODLE_DIR ? describe : describe.skip)('on a live Moodle', () => {
  let site: Site;
  let agent: HttpAgent;

  beforeAll(async () => {
    const choice = { kind: 'php', moodleDir: MOODLE_DIR!, phpCommand: ['php'], phpTimeout: 60 } as const;
    site = await openSite(choice, createLogger('test', 'silent'));
    agent = await startHttpAgent({ site });
    for (const handler of migrationHandlers(agent.context)) agent.context.tasks.register(handler);
  }, 120_000);
  afterAll(async () => {
    const folder = agent?.context.config.dataDir;
    await agent?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  async function counts() {
    const found: Partial<Record<EntityKind, number>> = {};
    for (const [kind, text] of Object.entries(counted) as [EntityKind, string][]) {
      const statement = text.replace(/\{(\w+)\}/g, `${site.config.prefix}$1`);
      const { rows } = await sql<{ n: string }>`${sql.raw(statement)}`.execute(site.database.db);
      found[kind] = Number(rows[0]!.n);
    }
    return found;
  }

  test('the whole site is in the file, and its archives are courses with people', async () => {
    const before = await counts();
    const data = { exporter: 'tool_wp\\tool_wp\\exporter\\site' };
    const answer = await agent.ask('/migration/exports', { method: 'POST', data });
    expect(answer.status).toBe(200);
    const { id, moodle_job_id } = migrationExport.parse(answer.body);
    await agent.context.tasks.runOnce();
    const done = migrationExport.parse((await agent.ask(`/migration/exports?id=${id}`)).body);
    expect({ ...done, log: await agent.context.tasks.logTail(moodle_job_id, 20) }).toMatchObject({
      status: 4,
      error: null,
    });
    // Somebody may work on the site meanwhile; then there is nothing to compare.
    if (JSON.stringify(await counts()) === JSON.stringify(before)) expect(done.counts).toMatchObject(before);

    const path = join(agent.context.config.dataDir, 'exports', String(id), done.file!.name);
    const signal = AbortSignal.timeout(120_000);
    const file = await openExportFile(path, { signal });
    try {
      for await (const { row } of file.rows('courses')) {
        const target = join(agent.context.folder, `${row.id}.mbz`);
        await file.extract(row.archive!.path, target, signal);
        const quiet = { signal, progress: () => undefined, log: () => undefined };
        expect(await site.bridge.inspectArchive(target, quiet)).toMatchObject({
          type: 'course',
          originalCourseId: row.id,
          originalFullname: row.fullname,
          includesUsers: true,
        });
      }
    } finally {
      await file.close();
    }
  }, 900_000);
});
