/**
 * A course with thirty people and graded work brought from one live Moodle to another by the panel, counted in both
 * databases with plain SQL; then the whole site twice, of which the second time makes nothing.
 *   MOODLE_DIR=/srv/one MOODLE_TARGET_DIR=/srv/two npm test -- test/migration-live
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseConfig as parseAgentConfig } from '../agent/config.js';
import { startAgent, type RunningAgentProgram } from '../agent/main.js';
import type { Site } from '../agent/moodle/site.js';
import type { Instance } from '../contract/panel/instances.js';
import type { MigrationCreate, MigrationDetail, MigrationReport } from '../contract/panel/migrations.js';
import { packageRoot } from '../runtime/package-root.js';
import { parseConfig as parsePanelConfig } from '../panel/config.js';
import { startPanel, type Panel } from '../panel/main.js';
import { ApiClient } from './support/api-client.js';
import { AGENT_KEY, PANEL_TOKEN } from './support/both-programs.js';
import { EventStream } from './support/event-stream.js';

const source = process.env.MOODLE_DIR;
const target = process.env.MOODLE_TARGET_DIR;
const live = source !== undefined && target !== undefined;
if (!live)
  console.warn(
    'SKIPPED: MOODLE_DIR and MOODLE_TARGET_DIR do not name two live Moodles; nothing was migrated.',
  );

/** What a course holds, each counted by one statement; `?` is the course's id. */
const counted: Readonly<Record<string, string>> = {
  sections: 'SELECT COUNT(*) AS n FROM {course_sections} WHERE course = ?',
  activities: 'SELECT COUNT(*) AS n FROM {course_modules} WHERE course = ?',
  enrolments:
    'SELECT COUNT(*) AS n FROM {user_enrolments} u JOIN {enrol} e ON e.id = u.enrolid WHERE e.courseid = ?',
  grades:
    'SELECT COUNT(*) AS n FROM {grade_grades} g JOIN {grade_items} i ON i.id = g.itemid WHERE i.courseid = ? AND g.finalgrade IS NOT NULL',
  'sum of grades':
    'SELECT ROUND(SUM(g.finalgrade)) AS n FROM {grade_grades} g JOIN {grade_items} i ON i.id = g.itemid WHERE i.courseid = ?',
  submissions:
    'SELECT COUNT(*) AS n FROM {assign_submission} s JOIN {assign} a ON a.id = s.assignment WHERE a.course = ?',
  discussions: 'SELECT COUNT(*) AS n FROM {forum_discussions} WHERE course = ?',
  'group members':
    'SELECT COUNT(*) AS n FROM {groups_members} m JOIN {groups} g ON g.id = m.groupid WHERE g.courseid = ?',
};

(live ? describe : describe.skip)('between two live Moodles', () => {
  let folder: string;
  let panel: Panel;
  let api: ApiClient;
  let events: EventStream;
  const agents: RunningAgentProgram[] = [];
  const sites: Instance[] = [];
  const shortname = `M${Date.now().toString(36).toUpperCase()}`;
  let course: number;

  async function startSite(moodleDir: string, name: string): Promise<void> {
    const agent = await startAgent(
      parseAgentConfig({
        AGENT_DATA_DIR: join(folder, name),
        AGENT_PORT: '0',
        AGENT_API_KEY: AGENT_KEY,
        AGENT_LOG_LEVEL: 'warn',
        MOODLE_DIR: moodleDir,
      }),
    );
    agents.push(agent);
    const { id } = await api.ok<Instance>('POST', '/instances', { url: agent.url, api_key: AGENT_KEY, name });
    sites.push(await api.ok<Instance>('POST', `/instances/${id}/sync`));
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'moopanel-migration-'));
    const script = join(packageRoot(), 'test/support/graded-course.php');
    const made = execFileSync('php', [script, shortname, '30'], {
      cwd: source,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    ({ course } = JSON.parse(made.toString().trim().split('\n').at(-1)!) as { course: number });
    panel = await startPanel(
      parsePanelConfig({
        DATA_DIR: join(folder, 'panel'),
        DATABASE_URL: undefined,
        PANEL_PORT: '0',
        PANEL_API_TOKEN: PANEL_TOKEN,
        PANEL_ADMIN_EMAIL: 'ada@example.org',
        PANEL_ADMIN_PASSWORD: 'correct horse battery',
        PANEL_LOG_LEVEL: 'warn',
      }),
    );
    api = new ApiClient(panel.url, PANEL_TOKEN);
    events = await EventStream.open(panel.url, PANEL_TOKEN);
    await startSite(source!, 'source');
    await startSite(target!, 'target');
  }, 300_000);
  afterAll(async () => {
    await events?.close();
    for (const agent of agents) await agent.stop();
    await panel?.stop();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  async function migrate(
    order: Pick<MigrationCreate, 'what' | 'export_settings' | 'import_settings' | 'dry_run'>,
  ) {
    const body: MigrationCreate = { ...order, source_id: sites[0]!.id, target_ids: [sites[1]!.id] };
    const { id } = await api.ok<MigrationDetail>('POST', '/migrations', body);
    for (;;) {
      const detail = await api.ok<MigrationDetail>('GET', `/migrations/${id}`);
      if (detail.finished_at !== null) return detail;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
  async function count(site: Site, id: number): Promise<Record<string, number>> {
    const found: Record<string, number> = {};
    for (const [what, statement] of Object.entries(counted)) {
      const text = statement.replace(/\{(\w+)\}/g, `${site.config.prefix}$1`).replace('?', String(id));
      found[what] = Number((await rawRow(site, text)).n);
    }
    return found;
  }
  async function rawRow(site: Site, text: string): Promise<Record<string, string | null>> {
    const { CompiledQuery } = await import('kysely');
    const { rows } = await site.database.db.executeQuery<Record<string, string | null>>(
      CompiledQuery.raw(text),
    );
    return rows[0] ?? {};
  }
  async function courseAtTarget(): Promise<number> {
    const { site } = agents[1]!.context;
    const row = await rawRow(
      site,
      `SELECT id FROM ${site.config.prefix}course WHERE shortname = '${shortname}'`,
    );
    return Number(row.id);
  }

  test('a dry run tells what would come and brings nothing', async () => {
    const done = await migrate({
      what: 'courses',
      export_settings: { export_instances: 'selected', select_courses: [course], users: 1 },
      dry_run: true,
    });
    expect(done).toMatchObject({ state: 'done', succeeded: 1, failed: 0 });
    expect(done.targets[0]!.counts.courses).toEqual({ created: 1 });
    expect(await courseAtTarget()).toBeNaN();
  }, 300_000);

  test('a course with thirty people and graded work is the same at the other site', async () => {
    const done = await migrate({
      what: 'courses',
      export_settings: { export_instances: 'selected', select_courses: [course], users: 1 },
    });
    expect(done).toMatchObject({ state: 'done', succeeded: 1, failed: 0 });
    const [here, there] = [agents[0]!.context.site, agents[1]!.context.site];
    const before = await count(here, course);
    const after = await count(there, await courseAtTarget());
    process.stdout.write(`${JSON.stringify({ source: before, target: after }, null, 1)}\n`);
    expect(before).toMatchObject({ enrolments: 31, submissions: 90 });
    expect(after).toEqual(before);
  }, 300_000);

  test('a whole site, twice: the second time makes nothing', async () => {
    const first = await migrate({ what: 'site', export_settings: { course_users: 1 } });
    process.stdout.write(`${JSON.stringify(first.targets[0]!.counts)}\n`);
    expect(first).toMatchObject({ state: 'done', failed: 0 });
    const second = await migrate({ what: 'site', export_settings: { course_users: 1 } });
    process.stdout.write(`${JSON.stringify(second.targets[0]!.counts)}\n`);
    expect(second).toMatchObject({ state: 'done', failed: 0 });
    const created = Object.values(second.targets[0]!.counts).map((each) => each.created ?? 0);
    expect(created.reduce((sum, each) => sum + each, 0)).toBe(0);
    const report = await api.ok<MigrationReport>(
      'GET',
      `/migrations/${second.id}/targets/${second.targets[0]!.id}/report?outcome=failed`,
    );
    expect(report.entries).toEqual([]);
  }, 1_800_000);
});
