import { createHash } from 'node:crypto';
import { copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CopyPhase, CopyStatus, type CopyOptions } from '../../contract/agent/course-copies.js';
import { readTexts, testRun, writeTgz } from '../moodle/sample/testing/sample-fixture.js';
import { TaskQueue } from '../tasks/queue.js';
import { until } from '../testing/until.js';
import { copiesFolder } from './copy-files.js';
import { courseCopyHandlers } from './handlers.js';
import { orderRestore } from './order.js';
import { tidyCopies } from './tidy.js';
import {
  allOptions,
  contentOf,
  furnish,
  sizeOf,
  startCopyAgent,
  withOptions,
  type CopyAgent,
} from './testing/copy-agent.js';

let copies: CopyAgent;
let course: number;
/** With everything in it. */
let archive: string;

beforeAll(async () => {
  copies = await startCopyAgent();
  const { fixture } = copies;
  course = fixture.editor.courseId('COMP101');
  furnish(fixture, course, fixture.editor.enrolled(course)[3]!);
  const made = await fixture.site.bridge.backupCourseFor(
    { courseId: course, options: allOptions, userId: 2 },
    testRun(),
  );
  archive = join(fixture.folder, 'all.mbz');
  await copyFile(made.path, archive);
  await made.release();
});
afterAll(() => copies.stop());

const kept = () => readdir(copiesFolder(copies.agent.context.config)).catch(() => []);

/** Orders a restore of a file, as the functions and the agent API do once they have found it. */
const restoreFile = (file: string, options: CopyOptions, categoryId = 2) =>
  orderRestore(copies.agent.context, {
    userId: 2,
    categoryId,
    options,
    fullname: null,
    shortname: null,
    source: async () => file,
    take: (target) => copyFile(file, target),
  });

const newCourse = async () => {
  const task = await copies.work();
  expect(task).toMatchObject({ status: 'succeeded', progress: 1 });
  return task.result as { courseid: number; fullname: string; shortname: string; warnings: string[] };
};

test('a course is duplicated with all that was asked for, and its caller can follow it', async () => {
  const { fixture, call } = copies;
  const options = Object.entries(allOptions).map(([name, value]) => ({ name, value: String(value) }));
  const names = { fullname: 'Intro again', shortname: 'COMP101-B' };
  const { duplicateid } = await call('core_course_async_duplicate_course', {
    id: course,
    ...names,
    categoryid: 2,
    options,
  });
  expect(duplicateid).toMatch(/^[0-9a-f]{32}$/);
  const status = (who = {}) => call('core_course_async_duplicate_course_get_status', { duplicateid }, who);
  expect(await status()).toEqual({ phase: CopyPhase.backup, status: CopyStatus.awaiting, progress: 0 });
  await expect(status({ userId: 7 })).rejects.toMatchObject({ errorcode: 'invalidrecord' });

  const result = await newCourse();
  expect(result).toMatchObject({ ...names, warnings: [] });
  expect(await status()).toEqual({ phase: CopyPhase.restore, status: CopyStatus.finished, progress: 1 });
  expect(contentOf(fixture, result.courseid)).toEqual(contentOf(fixture, course));
  expect(fixture.sql.first('course', { id: result.courseid })).toMatchObject({ category: 2, idnumber: '' });
  const log = fixture.sql.first('logstore_standard_log', { courseid: result.courseid });
  expect(log).toMatchObject({ other: '{"é":"<1>"}', contextinstanceid: result.courseid });
  expect(await kept()).toEqual([]);
});

describe('by web service', () => {
  const restoreBy = (username: string, parameters: Record<string, string>) =>
    copies.ask(username, { wsfunction: 'core_course_restore_async', categoryid: '2', ...parameters });

  test('an uploaded backup becomes a course, and its sender sees how far it is', async () => {
    const { agent, ask, fixture, upload } = copies;
    const draft = await upload('admin', archive);
    const options = { 'options[0][name]': 'users', 'options[0][value]': '1' };
    const ordered = await restoreBy('admin', { ...draft, ...options });
    expect(ordered).toEqual({ restoreid: expect.stringMatching(/^[0-9a-f]{32}$/) });
    const { restoreid } = ordered as { restoreid: string };
    const status = { wsfunction: 'core_course_restore_async_get_status', restoreid };
    expect(await ask('admin', status)).toEqual({ status: CopyStatus.awaiting, progress: 0 });
    const nobody = fixture.sql.first('user', { id: 7 })!.username as string;
    expect(await ask(nobody, status)).toMatchObject({ errorcode: 'invalidrecord' });

    // Whatever becomes of the draft: the order has a file of its own.
    await rm(join(agent.context.config.dataDir, 'drafts'), { recursive: true });
    const { courseid } = await newCourse();
    expect(contentOf(fixture, courseid)).toMatchObject({ enrolled: contentOf(fixture, course).enrolled });
    expect(await ask('admin', status)).toEqual({ status: CopyStatus.finished, progress: 1 });
    expect(await kept()).toEqual([]);
  });

  test('a draft is only its owner’s, and must be a backup', async () => {
    const { call, fixture, upload } = copies;
    const localfile = await upload('admin', archive);
    const itemid = Number(localfile['localfile[itemid]']);
    const own = fixture.sql.first('context', { contextlevel: 30, instanceid: 7 })!.id;
    const stolen = { categoryid: 2, localfile: { contextid: own, itemid } };
    await expect(call('core_course_restore_async', stolen, { userId: 7 })).rejects.toMatchObject({
      errorcode: 'invalidparameter',
    });
    const text = join(fixture.folder, 'notes.mbz');
    await writeFile(text, 'no backup at all');
    expect(await restoreBy('admin', await upload('admin', text))).toMatchObject({
      exception: 'moodle_exception',
      errorcode: 'errorinvalidformatinfo',
    });
    expect(await restoreBy('admin', { ...localfile, categoryid: '99999' })).toMatchObject({
      exception: 'dml_missing_record_exception',
      errorcode: 'invalidrecord',
    });
    expect(await kept()).toEqual([]);
  });
});

describe('of a backup with everything in it', () => {
  const restored = async (options: CopyOptions) => {
    await restoreFile(archive, options);
    const result = await newCourse();
    return { ...result, content: contentOf(copies.fixture, result.courseid) };
  };

  const restoredContent = async (options: CopyOptions) => (await restored(options)).content;

  test('a new course gets nothing of people unless that is asked for, and Moodle’s own new names', async () => {
    const all = contentOf(copies.fixture, course);
    const { content, shortname, warnings } = await restored(withOptions({}));
    expect(shortname).toMatch(/^COMP101_\d$/);
    expect(warnings).toEqual([]);
    expect(content).toMatchObject({
      sections: all.sections,
      activities: all.activities,
      blocks: 1,
      filters: 1,
      methods: 0,
    });
    const ofPeople = [
      'enrolled',
      'roles',
      'comments',
      'completion',
      'logs',
      'histories',
      'grades',
      'submissions',
      'posts',
    ];
    expect(content).toMatchObject(Object.fromEntries(ofPeople.map((name) => [name, 0])));
  });

  // Of each option that is on in one of them, the other one has it off.
  test.each<[Partial<CopyOptions>, Partial<ReturnType<typeof contentOf>>]>([
    [
      { blocks: 0, role_assignments: 0, userscompletion: 0, grade_histories: 0 },
      { blocks: 0, roles: 0, completion: 0, histories: 0 },
    ],
    [
      { filters: 0, comments: 0, logs: 0, enrolments: 0 },
      { filters: 0, comments: 0, logs: 0, methods: 0 },
    ],
  ])('with %j there are %j, and all else', async (options, content) => {
    const all = contentOf(copies.fixture, course);
    for (const name of Object.keys(content) as (keyof typeof all)[]) expect(all[name]).toBeGreaterThan(0);
    const restored = await restoredContent({ ...allOptions, ...options });
    expect(restored).toEqual({ ...all, ...content });
  });

  test('without activities there are none, and all that is not theirs', async () => {
    const { sections, enrolled, comments, blocks, logs } = contentOf(copies.fixture, course);
    const content = await restoredContent({ ...allOptions, activities: 0 });
    expect(content).toMatchObject({ activities: 0, posts: 0, histories: 0, completion: 0 });
    expect(content).toMatchObject({ sections, enrolled, comments, blocks, logs });
  });

  test('ways to enrol come along without people only when that is asked for', async () => {
    const content = await restoredContent(withOptions({ enrolments: 2 }));
    expect(content).toMatchObject({ methods: 1, enrolled: 0 });
  });
});

test('a backup without people has nobody’s work in it', async () => {
  const made = await copies.fixture.site.bridge.backupCourseFor(
    { courseId: course, options: withOptions({ enrolments: 2 }), userId: 2 },
    testRun(),
  );
  const texts = await readTexts(made.path);
  await made.release();
  const text = [...texts.values()].join('');
  expect(texts.has('users.xml')).toBe(false);
  for (const table of ['<submission ', '<post ', '<grade_grade ', '<comment ', '<enrolment '])
    expect(text).not.toContain(table);
  expect(text).not.toContain('<filearea>submission_files</filearea>');
});

test('people of another site are known by username and e-mail address, or are made', async () => {
  const { fixture } = copies;
  const texts = await readTexts(archive);
  const foreign = async (name: string, change: (users: string) => string) => {
    const changed = new Map(texts);
    const manifest = texts.get('moodle_backup.xml')!;
    changed.set('moodle_backup.xml', manifest.replace(/(<original_site_identifier_hash>)[^<]*/, '$1another'));
    changed.set('users.xml', change(texts.get('users.xml')!));
    return writeTgz(join(fixture.folder, name), changed);
  };
  const people = texts.get('users.xml')!.matchAll(/<username>([^<]+)<\/username>(?=[\s\S]*?<email>([^<]+))/g);
  const student = [...people].find(([, username]) => username !== 'admin')!;

  const stranger = await foreign('stranger.mbz', (users) =>
    users.replace(`<username>${student[1]}<`, '<username>from.elsewhere<'),
  );
  await restoreFile(stranger, allOptions);
  await newCourse();
  expect(fixture.sql.first('user', { username: 'from.elsewhere' })).toMatchObject({ password: 'not cached' });

  const before = sizeOf(fixture);
  const conflict = await foreign('conflict.mbz', (users) =>
    users
      .replace(`<email>${student[2]}<`, '<email>somebody.else@example.org<')
      .replace(/<firstaccess>[^<]*</g, '<firstaccess>1<'),
  );
  await restoreFile(conflict, allOptions);
  expect(await copies.work()).toMatchObject({ status: 'failed', error: expect.stringContaining('conflict') });
  expect(sizeOf(fixture)).toEqual(before);
});

describe('refused before anything is queued', () => {
  const order = { id: 0, fullname: 'X', shortname: 'X1', categoryid: 2 };
  const duplicate = 'core_course_async_duplicate_course';
  const users = { options: [{ name: 'users', value: '1' }] };
  test.each<[string, object, string[], string]>([
    ['a course that is not there', { id: 99999 }, [], 'invalidcourseid'],
    ['a category that is not there', { categoryid: 99999 }, [], 'invalidrecord'],
    ['a short name that is taken', { shortname: 'COMP101' }, [], 'shortnametaken'],
    ['an option that Moodle does not have', { options: [{ name: 'x', value: '1' }] }, [], 'invalidextparam'],
    ['a value out of range', { options: [{ name: 'users', value: '2' }] }, [], 'invalidextparam'],
    ['a name of nothing', { shortname: ' ' }, [], 'invalidparameter'],
    ['who may not create courses', {}, ['moodle/course:create'], 'nopermissions'],
    ['who may not restore', {}, ['moodle/restore:restorecourse'], 'nopermissions'],
    ['who may not back up', {}, ['moodle/backup:backupcourse'], 'nopermissions'],
    ['who may not see people', users, ['moodle/backup:userinfo'], 'nopermissions'],
    ['who may not bring people', users, ['moodle/restore:userinfo'], 'nopermissions'],
  ])('%s', async (_what, changes, without, errorcode) => {
    const { agent, call } = copies;
    const before = await agent.context.tasks.list({ limit: 100 });
    const parameters = { ...order, id: course, ...changes };
    await expect(call(duplicate, parameters, { without })).rejects.toMatchObject({ errorcode });
    expect(await agent.context.tasks.list({ limit: 100 })).toHaveLength(before.length);
  });

  test('a draft in somebody else’s context', async () => {
    const localfile = { contextid: 1, itemid: 5 };
    await expect(
      copies.call('core_course_restore_async', { categoryid: 2, localfile }),
    ).rejects.toMatchObject({ errorcode: 'invalidparameter' });
  });

  test('what is no backup of a course', async () => {
    const file = await writeTgz(join(copies.fixture.folder, 'none.mbz'), [['readme.txt', 'no backup']]);
    await expect(restoreFile(file, withOptions({}))).rejects.toMatchObject({ reason: 'no-backup' });
    // The header of an entry that is encrypted.
    const encrypted = join(copies.fixture.folder, 'encrypted.mbz');
    await writeFile(encrypted, Buffer.from('504b0304330001006300', 'hex'));
    await expect(restoreFile(encrypted, withOptions({}))).rejects.toThrow(/encrypted zip/);
    expect(await kept()).toEqual([]);
  });
});

test('a damaged archive leaves no course', async () => {
  const { fixture } = copies;
  const texts = await readTexts(archive);
  const path = [...texts.keys()].find((name) => /^activities\/quiz_\d+\/quiz\.xml$/.test(name))!;
  texts.set(path, texts.get(path)!.slice(0, 300));
  const before = sizeOf(fixture);
  await restoreFile(await writeTgz(join(fixture.folder, 'damaged.mbz'), texts), allOptions);
  expect(await copies.work()).toMatchObject({ status: 'failed', error: expect.stringContaining('quiz') });
  expect(sizeOf(fixture)).toEqual(before);
  expect(await kept()).toEqual([]);
});

test('work whose answer was lost is not done twice', async () => {
  const { site } = copies.fixture;
  const request = {
    key: 'a'.repeat(32),
    file: archive,
    categoryId: 2,
    fullname: 'Once',
    shortname: 'ONCE',
    options: withOptions({}),
    userId: 2,
  };
  const first = await site.bridge.restoreNewCourse(request, testRun());
  const before = sizeOf(copies.fixture);
  expect(await site.bridge.restoreNewCourse(request, testRun())).toEqual(first);
  expect(sizeOf(copies.fixture)).toEqual(before);
  const other = { ...request, key: 'b'.repeat(32) };
  await expect(site.bridge.restoreNewCourse(other, testRun())).rejects.toMatchObject({ kind: 'moodle' });
});

describe('POST /courses/duplicate', () => {
  const data = () => ({ courseid: course, categoryid: 2, fullname: 'By the panel', shortname: 'PANEL1' });
  const order = (changes: object = {}, headers = {}) =>
    copies.agent.ask('/courses/duplicate', { method: 'POST', data: { ...data(), ...changes }, headers });

  test('makes a course; told again, the same one', async () => {
    const headers = { 'Idempotency-Key': 'once' };
    const first = await order({}, headers);
    expect(first).toMatchObject({ status: 200, body: { status: true, copyid: expect.any(String) } });
    expect((await order({}, headers)).body).toEqual(first.body);
    const { moodle_job_id: id } = first.body as { moodle_job_id: number };
    await copies.work();
    const { body } = await copies.agent.ask(`/tasks/check?id=${id}&type=course_duplicate`);
    expect(body).toMatchObject({ status: 1, result: { shortname: 'PANEL1', warnings: [] } });
    expect((await order()).status).toBe(409);
  });

  test('POST /courses/restore makes one of an upload, told again the same one', async () => {
    const { agent } = copies;
    const bytes = new Uint8Array(await readFile(archive));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const post = (path: string, sent: object, headers = {}) =>
      agent.ask(path, { method: 'POST', data: sent, headers });
    const begun = await post('/uploads', { name: 'a.mbz', size: bytes.length, sha256 });
    const { id } = begun.body as { id: string };
    await agent.ask(`/uploads/chunk?id=${id}&offset=0`, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream' },
      body: bytes,
    });
    await post('/uploads/finish', { id });

    const data = { uploadid: id, categoryid: 2, shortname: 'UPLOADED' };
    expect((await post('/courses/restore', { ...data, shortname: 'COMP101' })).status).toBe(409);
    const headers = { 'Idempotency-Key': 'restore-once' };
    const first = await post('/courses/restore', data, headers);
    expect(first).toMatchObject({ status: 200, body: { status: true } });
    // As when the agent dies between the work and its answer.
    await agent.context.store.prisma.idempotentReply.updateMany({
      data: { status: null, sealedReply: null, runId: 'an earlier one' },
    });
    expect(await post('/courses/restore', data, headers)).toMatchObject({ status: 200, body: first.body });
    expect((await post('/courses/restore', data)).status).toBe(404);
    expect(await newCourse()).toMatchObject({ shortname: 'UPLOADED' });
  });

  test('says what is not there', async () => {
    expect((await order({ categoryid: 99999 })).status).toBe(404);
    expect((await order({ courseid: 99999 })).status).toBe(404);
    expect((await order({ options: { colour: 1 } })).status).toBe(400);
  });
});

test('a duplication whose agent is stopped goes on with the backup that it has made', async () => {
  const { agent, call } = copies;
  const { context } = agent;
  const { bridge } = context.site;
  const { backupCourseFor, restoreNewCourse } = bridge;
  let backups = 0;
  let restoring = false;
  bridge.backupCourseFor = (...order) => {
    backups += 1;
    return backupCourseFor.apply(bridge, order);
  };
  // A Moodle that is at work until it is stopped.
  bridge.restoreNewCourse = (_order, { signal }) =>
    new Promise((_resolve, reject) => {
      restoring = true;
      signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
    });
  const names = { fullname: 'Goes on', shortname: 'GOES-ON' };
  const { duplicateid } = await call('core_course_async_duplicate_course', {
    id: course,
    ...names,
    categoryid: 2,
  });
  const status = () => call('core_course_async_duplicate_course_get_status', { duplicateid });
  const queue = () => {
    const made = new TaskQueue({ ...context, concurrency: 1 });
    for (const handler of courseCopyHandlers(context)) made.register(handler);
    return made;
  };
  const dying = queue();
  const work = dying.runOnce();
  await until(async () => restoring);
  expect(await status()).toMatchObject({ phase: CopyPhase.restore, status: CopyStatus.executing });
  await dying.stop();
  await work;
  expect(await status()).toMatchObject({ phase: CopyPhase.restore, status: CopyStatus.awaiting });
  expect(await kept()).toEqual([duplicateid]);

  bridge.restoreNewCourse = restoreNewCourse;
  await queue().runOnce();
  bridge.backupCourseFor = backupCourseFor;
  expect(await status()).toMatchObject({ phase: CopyPhase.restore, status: CopyStatus.finished });
  expect(copies.fixture.sql.select('course', { shortname: 'GOES-ON' })).toHaveLength(1);
  expect(backups).toBe(1);
  expect(await kept()).toEqual([]);
});

test('a task that is cancelled before it begins leaves no archive for long', async () => {
  const { agent } = copies;
  const { taskId } = await restoreFile(archive, withOptions({}));
  expect(await kept()).toHaveLength(1);
  expect(await agent.context.tasks.cancel(taskId)).toMatchObject({ outcome: 'cancelled' });
  await tidyCopies(agent.context);
  expect(await kept()).toEqual([]);
});
