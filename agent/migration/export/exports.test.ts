/** The whole sample site, exported over real HTTP and held against its database; what dies on the way goes on. */
import { createHash } from 'node:crypto';
import { cpSync, existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  migrationExport,
  migrationOffer,
  type EntityKind,
  type MigrationExport,
} from '../../../contract/agent/migration.js';
import { createLogger } from '../../../runtime/logger.js';
import type { Site } from '../../moodle/site.js';
import { openBuiltSite } from '../../moodle/sample/testing/built-site.js';
import { startHttpAgent, type HttpAgent } from '../../testing/http-agent.js';
import { openExportFile } from '../format/read-export.js';
import { migrationHandlers } from '../handlers.js';
import { moodleError } from '../../webservice/webservice-error.js';
import type { WebserviceCall } from '../../webservice/function.js';
import { exportFunctions } from './functions.js';
import { tidyExports } from './tidy-exports.js';

let agent: HttpAgent;
let now = Date.now();
/** What a test does when Moodle is asked to back up a course. */
let onBackup: (courseId: number) => void = () => undefined;
const backedUp: number[] = [];

beforeAll(async () => {
  agent = await startHttpAgent({
    clock: () => new Date(now),
    site: async (folder) => {
      const site = await openBuiltSite(join(folder, 'site'), createLogger('test', 'silent'));
      // A few courses show as much as all of them, and sooner.
      const { db } = site.database;
      const few = await db.selectFrom('course').select('id').orderBy('id').limit(5).execute();
      await db.deleteFrom('course').where('id', '>', few.at(-1)!.id).execute();
      return watched(site);
    },
  });
  for (const handler of migrationHandlers(agent.context)) agent.context.tasks.register(handler);
}, 60_000);
afterAll(() => agent?.stop());

function watched(site: Site): Site {
  const backupCourseFor: Site['bridge']['backupCourseFor'] = (request, run) => {
    onBackup(request.courseId);
    backedUp.push(request.courseId);
    return site.bridge.backupCourseFor(request, run);
  };
  return { ...site, bridge: Object.assign(Object.create(site.bridge), { backupCourseFor }) };
}

const name = (last: string) => `tool_wp\\tool_wp\\exporter\\${last}`;
async function order(exporter: string, settings: object = {}, outline = false): Promise<MigrationExport> {
  const data = { exporter, settings, outline };
  const answer = await agent.ask('/migration/exports', { method: 'POST', data });
  expect(answer).toMatchObject({ status: 200 });
  return migrationExport.parse(answer.body);
}
const look = async (id: number) =>
  migrationExport.parse((await agent.ask(`/migration/exports?id=${id}`)).body);
const folderOf = (id: number) => join(agent.context.config.dataDir, 'exports', String(id));

async function made(exporter: string, settings: object = {}, outline = false) {
  const { id } = await order(exporter, settings, outline);
  await agent.context.tasks.runOnce();
  const done = await look(id);
  expect(done).toMatchObject({ status: 4, error: null, progress: 1 });
  const file = await openExportFile(join(folderOf(id), done.file!.name), {
    signal: AbortSignal.timeout(60_000),
  });
  const rows = async (kind: EntityKind) => {
    const list: Record<string, unknown>[] = [];
    for await (const { row } of file.rows(kind)) list.push(row as Record<string, unknown>);
    return list;
  };
  return { done, file, rows };
}

async function count(table: string, where: [string, '=' | '<>', string][] = []): Promise<number> {
  let query = agent.context.site.database.db.selectFrom(table).select((q) => q.fn.countAll().as('n'));
  for (const [column, operator, value] of where) query = query.where(column, operator, value);
  return Number((await query.executeTakeFirst())!.n);
}

test('the whole site is in one file, as its database has it', async () => {
  const offer = migrationOffer.parse((await agent.ask('/migration')).body);
  expect(offer.exporters.map((one) => one.name)).toEqual([
    'tool_organisation\\tool_wp\\exporter\\jobs',
    'tool_organisation\\tool_wp\\exporter\\orgstructure',
    'tool_reportbuilder\\tool_wp\\exporter\\customreports',
    ...['cohorts', 'coursecategories', 'courses', 'site', 'users'].map(name),
  ]);

  const { done, file, rows } = await made(name('site'));
  const counts = {
    profilefields: await count('user_info_field'),
    coursecategories: await count('course_categories'),
    users: await count('user', [
      ['deleted', '=', '0'],
      ['username', '<>', 'guest'],
    ]),
    cohorts: await count('cohort'),
    cohortmembers: await count('cohort_members'),
    courses: await count('course', [['category', '<>', '0']]),
    reports: await count('reportbuilder_report', [['type', '=', '0']]),
  };
  expect(done.counts).toMatchObject(counts);
  for (const [kind, number] of Object.entries(counts)) {
    expect(number).toBeGreaterThan(0);
    expect(await rows(kind as EntityKind)).toHaveLength(number);
  }
  expect(file.manifest.source).toMatchObject({
    url: agent.context.site.config.wwwroot,
    site: expect.stringMatching(/^[0-9a-f]{64}$/),
  });

  const categories = await rows('coursecategories');
  const seen = new Set<unknown>([null]);
  for (const { id, parent, context_only } of categories) {
    expect([seen.has(parent), context_only]).toEqual([true, false]);
    seen.add(id);
  }
  expect((await rows('users')).every(({ password }) => password === null)).toBe(true);
  const course = (await rows('courses'))[0] as { archive: { path: string; sha256: string }; users: boolean };
  expect(course.users).toBe(true);
  const target = join(agent.context.folder, 'course.mbz');
  await file.extract(course.archive.path, target, AbortSignal.timeout(60_000));
  const facts = await agent.context.site.bridge.inspectArchive(target, {
    signal: AbortSignal.timeout(60_000),
    progress: () => undefined,
    log: () => undefined,
  });
  expect(facts).toMatchObject({ type: 'course', includesUsers: true });
  await file.close();

  // The file itself, by its parts.
  const bytes = await readFile(join(folderOf(done.id), done.file!.name));
  const whole = await agent.ask(`/migration/exports/file?id=${done.id}`);
  expect(whole.headers.get('etag')).toBe(`"${createHash('sha256').update(bytes).digest('hex')}"`);
  expect(whole.headers.get('content-length')).toBe(String(done.file!.size));
  const part = await agent.ask(`/migration/exports/file?id=${done.id}`, { headers: { range: 'bytes=0-3' } });
  expect(part).toMatchObject({ status: 206, body: 'PK\u0003\u0004' });
  expect(part.headers.get('content-range')).toBe(`bytes 0-3/${bytes.length}`);
}, 60_000);

test('what was chosen is in the file, with its place, and nothing else', async () => {
  const courses = await made(name('courses'), { export_instances: 'selected', select_courses: [2] }, true);
  expect(await courses.rows('courses')).toMatchObject([{ id: 2, archive: null, users: false }]);
  const places = await courses.rows('coursecategories');
  expect(places.length).toBeGreaterThan(0);
  expect(places.every(({ context_only }) => context_only)).toBe(true);
  expect(courses.file.manifest).toMatchObject({ outline: true, settings: { select_courses: [2] } });
  await courses.file.close();

  const users = await made(name('users'), { export_instances: 'selected', select_users: '2', passwords: 1 });
  expect(await users.rows('users')).toMatchObject([
    { id: 2, username: 'admin', password: expect.any(String) },
  ]);
  await users.file.close();

  const [top] = await agent.context.site.database.db
    .selectFrom('course_categories')
    .select('id')
    .where('depth', '=', '1')
    .orderBy('id')
    .execute();
  const selected = { export_instances: 'selected', select_categories: [Number(top!.id)], courses: 0 };
  const categories = await made(name('coursecategories'), selected);
  expect(Object.keys(categories.done.counts)).toEqual(['coursecategories']);
  await categories.file.close();
});

test('a wrong order is refused in words before anything is queued', async () => {
  const refused = async (exporter: string, settings: object = {}) => {
    const answer = await agent.ask('/migration/exports', { method: 'POST', data: { exporter, settings } });
    return `${answer.status} ${(answer.body as { error: string }).error}`;
  };
  expect(await refused('nothing')).toMatch(/^400 Could not find exporter nothing\nChoose from: tool_org/);
  expect(await refused(name('courses'), { user: 1 })).toMatch(
    /^400 There is no setting "user"\. Choose from/,
  );
  expect(await refused(name('courses'), { export_instances: 'selected', select_courses: [2, 99_999] })).toBe(
    '400 The setting "select_courses" names 99999, which is not there.',
  );
  const { exports } = agent.context.config;
  exports.maxEntities = 3;
  expect(await refused(name('site'))).toMatch(
    /^409 There are \d+ entities .* raise AGENT_EXPORT_MAX_ENTITIES/,
  );
  exports.maxEntities = 1_000_000;
  exports.concurrent = 1;
  const ids: number[] = [];
  for (let n = 0; n < 11; n++) ids.push((await order(name('cohorts'))).id);
  expect(await refused(name('cohorts'))).toMatch(/^409 11 exports are under way or wait already/);
  for (const id of ids) await agent.ask(`/migration/exports?id=${id}`, { method: 'DELETE' });
  exports.concurrent = 2;
  expect((await agent.ask(`/migration/exports?id=${ids[0]}`)).status).toBe(404);
});

test('of passwords and of people only those are told who may know', async () => {
  const { context } = agent;
  const export_ = exportFunctions.find((one) => one.name === 'tool_wp_perform_export')!;
  const by = (isAdmin: boolean, ...lacking: string[]): WebserviceCall => ({
    context,
    caller: { userId: isAdmin ? 2 : 40, username: 'somebody', tokenId: 1, isAdmin },
    baseUrl: '',
    capabilities: async (questions) => questions.map(({ capability }) => !lacking.includes(capability)),
    requireCapability: async (capability) => {
      if (lacking.includes(capability)) throw moodleError('nopermissions', capability);
    },
  });
  const ask = (exporter: string, settings: object, call: WebserviceCall, dryrun = true) =>
    export_.run({ exporter, settings: JSON.stringify(settings), dryrun, tenant: '' } as never, call);
  for (const exporter of [name('users'), name('site')]) {
    await expect(ask(exporter, { passwords: 1 }, by(false))).rejects.toMatchObject({
      errorcode: 'onlyadmins',
    });
    expect(await ask(exporter, { passwords: 1 }, by(true))).toMatchObject({ id: 0 });
  }
  const identity = 'moodle/site:viewuseridentity';
  await expect(ask(name('cohorts'), {}, by(false, identity))).rejects.toThrow(identity);
  expect(await ask(name('cohorts'), { members: 0 }, by(false, identity))).toMatchObject({ id: 0 });
  // The capabilities above are only said to be there: when the work begins, the site is asked.
  const { id } = (await ask(name('users'), {}, by(false), false)) as { id: number };
  await context.tasks.runOnce();
  expect(await look(id)).toMatchObject({ status: 5, error: expect.stringContaining('may not do it') });
  expect(existsSync(folderOf(id))).toBe(false);
});

test('an export that dies goes on with the archives it has', async () => {
  const { id } = await order(name('courses'));
  let left = 2;
  // What a kill before the third course would leave is put aside, and put back behind the failure.
  const folder = folderOf(id);
  const kept = join(agent.context.folder, 'kept');
  backedUp.length = 0;
  onBackup = (courseId) => {
    if (left-- > 0) return;
    cpSync(folder, kept, { recursive: true });
    throw new Error(`killed at ${courseId}`);
  };
  await agent.context.tasks.runOnce();
  const before = [...backedUp];
  expect(before).toHaveLength(2);
  expect((await look(id)).status).toBe(5);
  expect(existsSync(folder)).toBe(false);
  // The row as the dead process left it.
  await mkdir(join(folder, '..'), { recursive: true });
  cpSync(kept, folder, { recursive: true });
  await agent.context.store.prisma.migrationExport.update({ where: { id }, data: { finishedAt: null } });
  await agent.context.store.prisma.task.update({
    where: { id: (await look(id)).moodle_job_id },
    data: { status: 'waiting', finishedAt: null, error: null },
  });
  onBackup = () => undefined;
  backedUp.length = 0;
  await agent.context.tasks.runOnce();
  const done = await look(id);
  expect(done).toMatchObject({ status: 4, counts: { courses: before.length + backedUp.length } });
  expect(backedUp.some((courseId) => before.includes(courseId))).toBe(false);
  expect(await readdir(folder)).toEqual([done.file!.name]);
});

test('a cancelled export leaves nothing, and a finished one goes after its days', async () => {
  const { id } = await order(name('courses'));
  onBackup = () => void agent.ask(`/migration/exports?id=${id}`, { method: 'DELETE' });
  await agent.context.tasks.runOnce();
  onBackup = () => undefined;
  expect((await agent.ask(`/migration/exports?id=${id}`)).status).toBe(404);
  expect(existsSync(folderOf(id))).toBe(false);

  const { done, file } = await made(name('cohorts'));
  await file.close();
  await mkdir(folderOf(4711), { recursive: true });
  await writeFile(join(folderOf(4711), 'half'), '');
  await tidyExports(agent.context);
  expect([existsSync(folderOf(done.id)), existsSync(folderOf(4711))]).toEqual([true, false]);
  now += 8 * 24 * 3600 * 1000;
  await tidyExports(agent.context);
  expect(existsSync(folderOf(done.id))).toBe(false);
  expect(await look(done.id)).toMatchObject({
    status: 4,
    file: null,
    error: expect.stringMatching(/not kept/),
  });
});
