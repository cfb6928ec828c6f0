/** The three tasks from the request to the callback, on the sample site; what Moodle does wrong is put before its bridge. */
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { BridgeError, type MoodleBridge } from '../moodle/bridge.js';
import { openFixture, type SampleFixture } from '../moodle/sample/testing/sample-fixture.js';
import type { Site } from '../moodle/site.js';
import { startHttpAgent, type HttpAgent } from '../testing/http-agent.js';
import { backupHandlers } from './handlers.js';

let sample: SampleFixture;
let agent: HttpAgent;
let course: number;
/** What of the bridge a test replaces. */
let broken: Partial<MoodleBridge>;

beforeAll(async () => {
  sample = await openFixture();
});
afterAll(() => sample.dispose());

beforeEach(async () => {
  broken = {};
  const bridge = new Proxy(sample.site.bridge, {
    get: (target, name: keyof MoodleBridge) => broken[name] ?? target[name].bind(target),
  });
  const site: Site = { ...sample.site, bridge, close: async () => undefined };
  agent = await startHttpAgent({ site, config: { panelUrl: 'http://127.0.0.1:9' } });
  for (const handler of backupHandlers(agent.context)) agent.context.tasks.register(handler);
  course = sample.sql.select('course').find((row) => row.id > 1)!.id;
});
afterEach(async () => {
  await agent.stop();
  await rm(folder(), { recursive: true, force: true });
});

const folder = () => join(sample.layout.dataroot, 'moopanel_course_backups');
const forums = (id = course) =>
  sample.editor.view(id).sections.flatMap((s) => s.activities.filter((a) => a.module === 'forum')).length;

/** Sends, lets the queue work, and gives the callbacks of these tasks. */
async function order(method: string, data: object) {
  const answer = await agent.ask('/backups', { method, data });
  await agent.context.tasks.runOnce();
  const callbacks: Record<string, unknown>[] = [];
  for (const { id } of await agent.context.tasks.list({ limit: 50 })) {
    const task = await agent.context.tasks.get(id);
    callbacks.unshift({ ...(task!.result as object), task: task!.status, error: task!.error });
  }
  return { answer, last: callbacks.at(-1)!, callbacks };
}
const backUp = (mode = 'manual', courses = [course]) => order('POST', { instance_id: 666, mode, courses });
const restore = (link: string, password: string, id = course) =>
  order('PUT', { instance_id: 666, moodle_course_id: id, link, password, user_id: 5, backup_result_id: 7 });

test('a backup is made, read back, listed with its digest, and downloaded in parts', async () => {
  const { answer, last } = await backUp();
  expect(answer.body).toEqual({
    backups: [{ id: course, status: 200, moodle_job_id: 1, message: 'Backup will be created.' }],
    errors: [],
  });
  expect(last).toMatchObject({
    ...{ task: 'succeeded', status: true, courseid: course, moodle_job_id: 1 },
    link: expect.stringMatching(/^manual\/course_\d+__(\d+_){5}\d+\.zip$/),
    password: expect.stringMatching(/^\w{24}$/),
    message: 'Backup created successfully.',
  });
  const path = join(folder(), String(last.link));
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(path)).size).toBe(last.filesize);
  expect((await agent.ask('/backups/list')).body).toMatchObject({
    backups: [
      { link: last.link, course_id: course, mode: 'manual', size: last.filesize, sha256: last.sha256 },
    ],
  });
  const part = await agent.ask(`/backups/file?link=${String(last.link)}`, {
    headers: { Range: 'bytes=0-1' },
  });
  expect(part).toMatchObject({ status: 206, body: 'PK' });
  expect(part.headers.get('content-range')).toBe(`bytes 0-1/${String(last.filesize)}`);
  expect(await sample.leftovers()).toEqual([]);
});

test('auto mode leaves out what has not changed since its last good backup', async () => {
  expect((await backUp('auto')).last).toMatchObject({ status: true });
  const again = await agent.ask('/backups', {
    method: 'POST',
    data: { instance_id: 6, courses: [course, 99_999] },
  });
  expect(again.body).toEqual({
    backups: [],
    errors: [
      { id: course, status: 204, message: 'Course not need backup.' },
      { id: 99_999, status: 404, message: 'Course not exist.' },
    ],
  });
  sample.editor.changeCourse(course, { summary: `Changed ${Math.random()}` });
  const { last } = await backUp('auto');
  expect(last).toMatchObject({ status: true });
  // The file of the last good backup is gone: there is none.
  await rm(join(folder(), String(last.link)));
  expect((await backUp('auto')).answer.body).toMatchObject({ backups: [{ id: course }] });
});

test('a restore brings back what was deleted, and keeps what was there in safety', async () => {
  const { last } = await backUp();
  const before = forums();
  sample.editor.deleteActivity(sample.editor.activity(course, 'forum'));
  expect(forums()).toBe(before - 1);
  const restored = await restore(`/moopanel_course_backups/${String(last.link)}`, String(last.password));
  expect(restored.last).toMatchObject({
    ...{ task: 'succeeded', status: true, courseid: course, user_id: 5, backup_result_id: 7 },
    message: 'Backup restored.',
  });
  expect(forums()).toBe(before);
  const safety = (await readdir(join(folder(), 'safety'))).filter((name) => name.endsWith('.mbz'));
  expect(safety).toHaveLength(1);
  // The safety copy is a backup like any other.
  await restore(`safety/${safety[0]}`, '');
  expect(forums()).toBe(before - 1);
  await restore(String(last.link), String(last.password));
  await restore(String(last.link), String(last.password));
  const kept = (await readdir(join(folder(), 'safety'))).filter((name) => name.endsWith('.mbz'));
  expect(kept).toHaveLength(2);
  expect(await readdir(join(sample.layout.dataroot, 'temp/moopanel'))).toEqual([]);
});

describe('a restore that cannot be done leaves the course alone and says why', () => {
  const refused = async (link: string, password: string, message: unknown) => {
    const before = sample.editor.view(course);
    const { last } = await restore(link, password);
    expect(last).toMatchObject({ task: 'failed', status: false, courseid: course, message });
    expect(sample.editor.view(course)).toEqual(before);
    expect(await readdir(join(folder(), 'safety')).catch(() => [])).toEqual([]);
  };

  test('a wrong password', async () => {
    const { last } = await backUp();
    await refused(String(last.link), 'wrong', 'Password incorrect.');
  });

  test('a missing file', () => refused('manual/none.zip', 'x', 'Backup file not found.'));

  test('a file that is no backup', async () => {
    const { last } = await backUp();
    await writeFile(join(folder(), 'manual/notes.zip'), 'my notes');
    await refused('manual/notes.zip', 'x', expect.stringContaining('damaged'));
    await writeFile(join(folder(), 'manual/notes.mbz'), 'my notes');
    await refused('manual/notes.mbz', '', expect.stringMatching(/no Moodle backup|not.*backup/i));
    await refused(String(last.link).replace('manual', 'auto'), 'x', 'Backup file not found.');
  });

  test('a backup of something smaller', async () => {
    const { last } = await backUp();
    broken.inspectArchive = async () => ({
      ...{ type: 'activity', moodleRelease: null, originalCourseId: null },
      ...{ originalFullname: null, includesUsers: false },
    });
    await refused(String(last.link), String(last.password), 'The file is no backup of a course.');
  });

  test('a course that went while the task waited', async () => {
    const { last } = await backUp();
    const data = { instance_id: 1, moodle_course_id: course, link: last.link, password: last.password };
    await agent.ask('/backups', { method: 'PUT', data });
    const row = sample.sql.first('course', { id: course })!;
    sample.sql.remove('course', { id: course });
    await agent.context.tasks.runOnce();
    sample.sql.insert('course', row);
    expect(await agent.context.tasks.get(2)).toMatchObject({ error: 'Course not exist in Moodle.' });
  });
});

describe('when Moodle fails in the middle', () => {
  /** Half a restore, then the error. */
  const tearApart = (error: Error, times = 1) => {
    const real = sample.site.bridge.restoreCourse.bind(sample.site.bridge);
    let calls = 0;
    broken.restoreCourse = async (request, run) => {
      if (++calls > times) return real(request, run);
      sample.editor.deleteActivity(sample.editor.activity(course, 'forum'));
      throw error;
    };
  };

  test('the safety copy is restored, and the callback says so', async () => {
    const { last } = await backUp();
    const before = forums();
    tearApart(new BridgeError('moodle', 'Error writing to database'));
    expect((await restore(String(last.link), String(last.password))).last).toMatchObject({
      status: false,
      message:
        'Backup not restored: Error writing to database The course was put back from its safety copy and is as it was before.',
    });
    expect(forums()).toBe(before);
  });

  test('and the safety copy cannot be restored either, it is named', async () => {
    const { last } = await backUp();
    tearApart(new BridgeError('unavailable', 'PHP died.'), 2);
    const { last: end } = await restore(String(last.link), String(last.password));
    expect(end.message).toMatch(
      /^Backup not restored: PHP died\. .*kept as safety\/course_.*\.mbz: restore that one\.$/,
    );
    broken = {};
    await restore(String(last.link), String(last.password));
  });

  test('a backup leaves nothing half', async () => {
    broken.backupCourse = async () => {
      throw new BridgeError('moodle', 'error/backup_plan_failed', 'noise');
    };
    const { last } = await backUp();
    expect(last).toMatchObject({
      task: 'failed',
      status: false,
      courseid: course,
      message: 'error/backup_plan_failed',
    });
    const path = join(agent.context.folder, 'shrinks.mbz');
    let released = 0;
    // Moodle's file is gone from under the agent.
    broken.backupCourse = async () => ({ path, size: 100, release: async () => void released++ });
    expect((await backUp()).last).toMatchObject({ task: 'failed', status: false });
    expect(released).toBe(1);
    expect(await readdir(join(folder(), 'manual'))).toEqual([]);
  });
});

test('deleting removes one file and its digest; a missing one is said to be missing', async () => {
  const { last } = await backUp();
  const data = (links: unknown[]) => ({
    ...{ instance_id: 666, user_id: 9, storages: [{ storage_id: 1, storage_key: 'local', credentials: [] }] },
    backups: links.map((link, n) => ({ backup_result_id: 300 + n, storage_id: n === 2 ? 2 : 1, link })),
  });
  const { answer, callbacks } = await order('DELETE', data([last.link, 'auto/none.zip', 'a', last.link]));
  expect(answer.body).toEqual({
    backups: [
      { backup_result_id: 300, status: true, message: 'Backup will be deleted.', moodle_job_id: 2 },
      { backup_result_id: 301, status: true, message: 'Backup will be deleted.', moodle_job_id: 3 },
      { backup_result_id: 302, status: false, message: 'No storage data found.', moodle_job_id: null },
      { backup_result_id: 303, status: false, message: 'Request already in process.', moodle_job_id: 2 },
    ],
  });
  expect(callbacks.slice(1)).toMatchObject([
    { status: true, user_id: 9, backup_result_id: 300, message: 'Backup deleted successfully.' },
    { status: false, user_id: 9, backup_result_id: 301, message: 'Backup file does not exist.' },
  ]);
  expect(await readdir(join(folder(), 'manual'))).toEqual([]);

  const outside = await agent.ask('/backups', {
    method: 'DELETE',
    data: data(['manual/../../../config.zip']),
  });
  expect(outside).toMatchObject({
    status: 400,
    body: { error: 'Bad Request - Please provide valid backup link.' },
  });
});

test('no password is in any log of a task', async () => {
  const { last } = await backUp();
  await restore(String(last.link), String(last.password));
  await restore(String(last.link), 'wrong-password');
  for (const id of [1, 2, 3]) {
    const text = JSON.stringify(await agent.context.tasks.log(id));
    expect(text).not.toContain(last.password);
    expect(text).not.toContain('wrong-password');
  }
  expect(
    (await readFile(join(folder(), `${String(last.link)}.sha256`), 'utf8')).startsWith(String(last.sha256)),
  ).toBe(true);
});
