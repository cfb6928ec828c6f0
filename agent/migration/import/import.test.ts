/** Files of another site brought into the sample site. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { copyOptionDefaults } from '../../../contract/agent/course-copies.js';
import { stagingFolder } from '../../backup/staging.js';
import { BridgeError } from '../../moodle/bridge.js';
import { testRun } from '../../moodle/sample/testing/sample-fixture.js';
import { until } from '../../testing/until.js';
import { draftPath } from '../../webservice/drafts/draft-files.js';
import type { WebserviceCall } from '../../webservice/function.js';
import { WebserviceError } from '../../webservice/webservice-error.js';
import { importFolder } from './folder.js';
import { importFunctions } from './functions.js';
import { findImport } from './import-view.js';
import { tidyImports } from './tidy-imports.js';
import { categoryRow, handMadeExport, userRow } from '../testing/export-pieces.js';
import { startImportAgent, type ImportAgent } from './testing/import-agent.js';

let site: ImportAgent;
let mbz: Buffer;
beforeAll(async () => {
  site = await startImportAgent();
  const { bridge } = site.agent.context.site;
  const archive = await bridge.backupCourseFor(
    { courseId: 2, options: { ...copyOptionDefaults }, userId: 2 },
    testRun(),
  );
  mbz = await readFile(archive.path);
  await archive.release();
}, 60_000);
afterAll(() => site?.stop());

const field = {
  id: 4,
  shortname: 'shoesize',
  name: 'Shoe size',
  datatype: 'text',
  category: 'Measures',
  description: '',
  descriptionformat: 1,
  required: false,
  locked: false,
  visible: 2,
  forceunique: false,
  signup: false,
  defaultdata: '',
  defaultdataformat: 0,
  params: ['30', '2048', null, null, null],
};
const cohort = (id: number, name: string, category: number | null, idnumber = '') => ({
  id,
  name,
  idnumber,
  description: '',
  descriptionformat: 1,
  visible: true,
  component: '',
  category,
});
const report = {
  id: 3,
  name: 'Who is here',
  source: 'core_user\\reportbuilder\\datasource\\users',
  uniquerows: false,
  conditiondata: null,
  settingsdata: null,
  columns: [
    {
      uniqueidentifier: 'user:fullname',
      aggregation: null,
      heading: 'Name',
      columnorder: 1,
      sortenabled: true,
      sortdirection: 4,
      sortorder: 1,
    },
  ],
  filters: [{ uniqueidentifier: 'user:email', heading: null, iscondition: false, filterorder: 1 }],
};
const member = (of: number, user: ReturnType<typeof userRow>) => {
  const { id, username, email, idnumber } = user;
  return { cohort: of, user: { id, username, email, idnumber } };
};
const course = (id: number, category: number, shortname: string, idnumber = '') => ({
  id,
  category,
  fullname: `Course ${shortname}`,
  shortname,
  idnumber,
  visible: true,
  archive: {
    path: `courses/${id}.mbz`,
    size: mbz.length,
    sha256: createHash('sha256').update(mbz).digest('hex'),
  },
  users: false,
});

/** A faculty of another site with people and courses in it, all new here. @param tag keeps the sites of tests apart */
function faculty(tag: string, more: Parameters<typeof handMadeExport>[0] = {}, archive = mbz): Buffer {
  const ann = userRow(50, {
    username: `${tag}.ann`,
    email: `ann@${tag}.example`,
    profile: { shoesize: '38' },
  });
  const bob = userRow(51, { username: `${tag}.bob`, email: `bob@${tag}.example`, password: '$2y$10$abc' });
  const outside = userRow(999, { username: `${tag}.nobody`, email: `nobody@${tag}.example` });
  const rows = {
    profilefields: [field],
    coursecategories: [
      categoryRow(10, { name: `Faculty ${tag}`, idnumber: `F-${tag}` }),
      categoryRow(12, { name: 'First year', parent: 10 }),
      categoryRow(11, { name: 'Second year', parent: 12, visible: false }),
      categoryRow(13, { name: `Elsewhere ${tag}`, context_only: true }),
    ],
    users: [ann, bob],
    cohorts: [cohort(7, `All of ${tag}`, null, `C-${tag}`), cohort(8, 'Year', 12)],
    cohortmembers: [member(7, ann), member(7, bob), member(8, ann), member(7, outside)],
    courses: [course(70, 12, `${tag}-101`), course(71, 11, `${tag}-102`)],
    reports: [{ ...report, name: `Who is here, ${tag}` }],
    ...more,
  };
  return handMadeExport(rows, { 'courses/70.mbz': archive, 'courses/71.mbz': archive }, (manifest) => {
    manifest.source.site = createHash('sha256').update(tag).digest('hex');
  });
}

test('a file is brought in whole, and the second time changes nothing', async () => {
  const file = faculty('whole');
  const before = site.state();
  const dry = await site.bringIn(file, { dryRun: true });
  expect(site.state()).toEqual(before);
  const made = await site.bringIn(file, { settings: { users_passwords: 1 } });
  expect(await site.notes(made.id)).toEqual([
    'coursecategories Elsewhere whole skipped: Nothing in the file needs it.',
    'cohortmembers whole.nobody skipped: There is no such user here.',
  ]);
  expect(made).toMatchObject({ status: 4, progress: 1, error: null });
  expect(made.counts).toEqual({
    profilefields: { created: 1 },
    coursecategories: { created: 3, skipped: 1 },
    users: { created: 2 },
    cohorts: { created: 2 },
    cohortmembers: { created: 3, skipped: 1 },
    courses: { created: 2 },
    reports: { created: 1 },
  });
  expect(dry.counts).toEqual(made.counts);

  const { sql } = site;
  const ann = sql.first('user', { username: 'whole.ann' })!;
  const [top] = sql.select('course_categories', { idnumber: 'F-whole' });
  const [year] = sql.select('course_categories', { parent: top!.id });
  expect(sql.first('user_preferences', { userid: ann.id })).toMatchObject({
    name: 'auth_forcepasswordchange',
  });
  expect(sql.first('user', { username: 'whole.bob' })?.password).toBe('$2y$10$abc');
  expect(sql.first('user_info_data', { userid: ann.id })?.data).toBe('38');
  const context = sql.first('context', { contextlevel: 40, instanceid: year!.id })!;
  expect(sql.first('cohort', { name: 'Year' })?.contextid).toBe(context.id);
  expect(sql.first('course', { shortname: 'whole-101' })).toMatchObject({
    category: year!.id,
    fullname: 'Course whole-101',
  });
  expect(context.path).toBe(
    `${String(sql.first('context', { contextlevel: 40, instanceid: top!.id })!.path)}/${context.id}`,
  );

  const after = site.state();
  const again = await site.bringIn(file);
  expect(site.state()).toEqual(after);
  expect(again.counts).toEqual({
    profilefields: { matched: 1 },
    coursecategories: { matched: 3, skipped: 1 },
    users: { matched: 2 },
    cohorts: { matched: 2 },
    cohortmembers: { matched: 3, skipped: 1 },
    courses: { matched: 2 },
    reports: { matched: 1 },
  });
}, 60_000);

test('what stands in the way is told and left as it is', async () => {
  const { sql } = site;
  const [one, two] = sql.select('user', { deleted: 0, auth: 'manual' }).slice(20, 22);
  const category = sql.first('course_categories', { parent: 0 })!;
  sql.update('course_categories', { id: category.id }, { idnumber: 'OURS' });
  const taken = sql.select('course', {}).at(-1)!;
  sql.update('course', { id: taken.id }, { idnumber: 'OURS-1' });
  const before = site.state();
  const id = await site.order(
    handMadeExport(
      {
        profilefields: [{ ...field, id: 9, shortname: 'office', datatype: 'checkbox' }],
        coursecategories: [
          categoryRow(20, { name: String(category.name), idnumber: 'THEIRS' }),
          categoryRow(21, { name: 'Below it', parent: 20 }),
        ],
        users: [
          userRow(60, { username: String(one!.username), email: 'another@person.example' }),
          userRow(61, { username: 'quite.new', email: String(two!.email) }),
        ],
        courses: [{ ...course(80, 20, 'NEW-80', 'OURS-1'), archive: null }],
      },
      {},
      (manifest) => void (manifest.outline = true),
    ),
    { dryRun: true },
  );
  await site.agent.context.tasks.runOnce();
  expect(site.state()).toEqual(before);
  expect(await site.notes(id)).toEqual([
    'profilefields office conflict: Here it is a field of the type "text", not "checkbox".',
    `coursecategories ${String(category.name)} conflict: Here a category of this name has the ID number "OURS".`,
    'coursecategories Below it skipped: The category above was not brought in.',
    `users ${String(one!.username)} conflict: Here "${String(one!.username)}" has another e-mail address: it may be somebody else.`,
    `users quite.new conflict: Here the e-mail address belongs to "${String(two!.username)}".`,
    `courses NEW-80 conflict: Here the ID number "OURS-1" belongs to the course "${String(taken.shortname)}".`,
  ]);
});

test('a row that Moodle refuses keeps no other from being made, and is tried again when asked', async () => {
  const bad = userRow(52, { username: 'refuse.eve', email: 'eve@refuse.example', auth: 'saml2' });
  const fine = userRow(53, { username: 'refuse.flo', email: 'flo@refuse.example' });
  const made = await site.bringIn(handMadeExport({ users: [bad, fine] }));
  expect(made).toMatchObject({ status: 4, counts: { users: { created: 1, failed: 1 } } });
  expect(await site.notes(made.id)).toEqual([
    'users refuse.eve failed: This site has no authentication method "saml2".',
  ]);
  const flo = site.sql.first('user', { username: 'refuse.flo' });
  const retried = await site.agent.ask('/migration/imports/retry', {
    method: 'POST',
    data: { id: made.id },
    headers: { 'Idempotency-Key': 'again' },
  });
  expect(retried).toMatchObject({ status: 200, body: { status: 2 } });
  await site.agent.context.tasks.runOnce();
  expect((await site.view(made.id)).counts).toEqual({ users: { created: 1, failed: 1 } });
  expect(site.sql.first('user', { username: 'refuse.flo' })).toEqual(flo);
});

test('settings say how people and places are matched', async () => {
  const known = site.sql.select('user', { deleted: 0, auth: 'manual' })[30]!;
  const category = site.sql.first('course_categories', {})!;
  const file = handMadeExport({
    coursecategories: [categoryRow(30, { name: 'Moved below' })],
    users: [
      userRow(70, { username: 'other.name', email: String(known.email).toUpperCase() }),
      userRow(71, { username: 'not.here', email: 'not@here.example' }),
    ],
  });
  const settings = { users_match: 'email', users_create: 0, target_category: category.id };
  const { counts } = await site.bringIn(file, { settings });
  expect(counts).toEqual({ coursecategories: { created: 1 }, users: { matched: 1, skipped: 1 } });
  expect(site.sql.first('course_categories', { name: 'Moved below' })?.parent).toBe(category.id);
  await expect(site.order(file, { settings: { users_match: 'shoes' } })).rejects.toThrow(
    'The setting "users_match" takes one of: username, email, idnumber.',
  );
  await expect(site.order(file, { settings: { nonsense: 1 } })).rejects.toThrow(
    'There is no setting "nonsense".',
  );
});

describe('an import that is interrupted', () => {
  test('goes on after a death in the middle of a kind, and tells of what it had made as made', async () => {
    const { context } = site.agent;
    const { bridge } = context.site;
    const file = faculty('death');
    const id = await site.order(file);
    const create = bridge.createEntities.bind(bridge);
    let died = false;
    bridge.createEntities = async (request, run) => {
      const rows = await create(request, run);
      if (request.kind !== 'users') return rows;
      died = true;
      // As after kill -9: the site has them, the agent has not noted it.
      throw new BridgeError('unavailable', 'Died.');
    };
    await context.tasks.runOnce();
    expect(died).toBe(true);
    bridge.createEntities = create;
    const { moodle_job_id: task } = await site.view(id);
    await context.store.prisma.task.update({
      where: { id: task },
      data: { status: 'waiting', finishedAt: null },
    });
    await context.tasks.runOnce();
    const { counts, status } = await site.view(id);
    expect(status).toBe(4);
    expect(counts).toMatchObject({
      coursecategories: { created: 3 },
      users: { created: 2 },
      courses: { created: 2 },
    });
    expect(site.sql.select('user', { username: 'death.ann' })).toHaveLength(1);
    // Nobody has asked for the hashes that the file holds.
    expect(site.sql.first('user', { username: 'death.bob' })?.password).not.toBe('$2y$10$abc');
  }, 60_000);

  test('makes a course once although it died before the course was noted', async () => {
    const { context } = site.agent;
    const { bridge } = context.site;
    const id = await site.order(faculty('twice'));
    const restore = bridge.restoreNewCourse.bind(bridge);
    const keys: string[] = [];
    bridge.restoreNewCourse = async (request, run) => {
      keys.push(request.key);
      const made = await restore(request, run);
      if (keys.length === 1) throw new BridgeError('aborted', 'Died.');
      return made;
    };
    await context.tasks.runOnce();
    const { moodle_job_id: task } = await site.view(id);
    await context.store.prisma.task.update({
      where: { id: task },
      data: { status: 'waiting', finishedAt: null },
    });
    await context.tasks.runOnce();
    bridge.restoreNewCourse = restore;
    expect(keys[1]).toBe(keys[0]);
    expect((await site.view(id)).counts.courses).toEqual({ created: 2 });
    expect(site.sql.select('course', { shortname: 'twice-101' })).toHaveLength(1);
    expect(site.sql.select('course', { shortname: 'twice-101_1' })).toHaveLength(0);
  }, 60_000);

  test('keeps what it has made when it is cancelled, and goes on when it is retried', async () => {
    const { context } = site.agent;
    const { bridge } = context.site;
    const id = await site.order(faculty('cancel'));
    const restore = bridge.restoreNewCourse.bind(bridge);
    let begun = false;
    bridge.restoreNewCourse = (_request, run) => {
      begun = true;
      return new Promise((_, reject) =>
        run.signal.addEventListener('abort', () => reject(new BridgeError('aborted', 'Stopped.'))),
      );
    };
    const work = context.tasks.runOnce();
    await until(async () => begun);
    const { moodle_job_id: task } = await site.view(id);
    await context.tasks.cancel(task);
    await work;
    bridge.restoreNewCourse = restore;
    expect(await site.view(id)).toMatchObject({
      status: 5,
      error: expect.stringMatching(/^Cancelled. What was brought in stays: 1[01] made so far.$/),
      counts: { users: { created: 2 } },
    });
    await site.agent.ask('/migration/imports/retry', { method: 'POST', data: { id } });
    await context.tasks.runOnce();
    expect(await site.view(id)).toMatchObject({ status: 4, counts: { courses: { created: 2 } } });
  }, 60_000);
});

test('the file of an import that was cancelled before it began goes after its days', async () => {
  const { context } = site.agent;
  const id = await site.order(handMadeExport({ users: [userRow(904)] }));
  const { taskId } = (await findImport(context, id))!;
  await context.tasks.cancel(taskId);
  const folder = importFolder(context.config, id);
  await tidyImports(context);
  expect(existsSync(folder)).toBe(true);
  await tidyImports({ ...context, clock: () => new Date(Date.now() + 8 * 24 * 3600 * 1000) });
  expect(existsSync(folder)).toBe(false);
});

test('a file holds nothing beside what it was ordered for', async () => {
  const importer = 'tool_wp\\tool_wp\\importer\\courses';
  const courses = (manifest: { exporter: string }) =>
    void (manifest.exporter = 'tool_wp\\tool_wp\\exporter\\courses');
  const rows = { coursecategories: [categoryRow(903)], users: [userRow(903)] };
  await expect(site.order(handMadeExport(rows, {}, courses), { importer })).rejects.toThrow(
    /holds users, which .* never exports/,
  );
  await expect(site.order(handMadeExport(rows), { importer })).rejects.toThrow(/Could not find importer/);
});

test('a full disk ends the import in words, makes nothing, and leaves the agent alive', async () => {
  const { context } = site.agent;
  const before = site.state();
  const id = await site.order(handMadeExport({ users: [userRow(901), userRow(902)] }));
  const staging = join(stagingFolder(context.site.config), `import-${id}`);
  await mkdir(staging, { recursive: true });
  await symlink('/dev/full', join(staging, 'users.jsonl'));
  await context.tasks.runOnce();
  expect(await site.view(id)).toMatchObject({ status: 5, error: expect.stringMatching(/disk is full/) });
  expect(site.state()).toEqual(before);
  expect(existsSync(staging)).toBe(false);
});

test('a damaged file writes nothing, and a foreign one is not even taken', async () => {
  const before = site.state();
  const file = handMadeExport({ users: [userRow(1, { username: 'damaged' })] }, {}, (manifest) => {
    manifest.files[0]!.sha256 = '0'.repeat(64);
  });
  const { status, error } = await site.bringIn(file);
  expect(status).toBe(5);
  expect(error).toMatch(/is not what the manifest says it is .* Fetch it again/);
  expect(site.state()).toEqual(before);
  await expect(site.order(Buffer.from('PK no zip at all'))).rejects.toThrow();
  await expect(site.order(Buffer.from('%PDF-1.7'))).rejects.toThrow(
    'The file is nothing that can be imported',
  );
  expect(await readdir(join(site.agent.context.config.dataDir, 'imports'))).not.toContain('undefined');
});

describe('who asks', () => {
  /** As the panel does. */
  async function upload(file: Buffer): Promise<string> {
    const { ask } = site.agent;
    const begun = await ask('/uploads', { method: 'POST', data: { name: 'export.zip', size: file.length } });
    const { id } = begun.body as { id: string };
    await ask(`/uploads/chunk?id=${id}&offset=0`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: new Uint8Array(file),
    });
    await ask('/uploads/finish', { method: 'POST', data: { id } });
    return id;
  }
  const order = (data: object, key = 'one') =>
    site.agent.ask('/migration/imports', { method: 'POST', data, headers: { 'Idempotency-Key': key } });

  test('the panel hands a file over and orders it once, however often it asks', async () => {
    const file = handMadeExport({
      users: [userRow(1, { username: 'handed.over', email: 'h@over.example' })],
    });
    const uploadid = await upload(file);
    const wrong = await order({ uploadid, importer: 'tool_wp\\tool_wp\\importer\\cohorts' }, 'wrong');
    expect(wrong).toMatchObject({
      status: 400,
      body: {
        error:
          'Could not find importer tool_wp\\tool_wp\\importer\\cohorts\nChoose from: tool_wp\\tool_wp\\importer\\site',
      },
    });
    const first = await order({ uploadid });
    expect(first).toMatchObject({
      status: 200,
      body: {
        importer: 'tool_wp\\tool_wp\\importer\\site',
        status: 2,
        progress: 0,
        counts: {},
        dry_run: false,
      },
    });
    // As when the agent has died before its answer was kept.
    await site.agent.context.store.prisma.idempotentReply.updateMany({
      data: { runId: 'an earlier process', status: null, sealedReply: null },
    });
    expect((await order({ uploadid })).body).toEqual(first.body);
    await site.agent.context.tasks.runOnce();
    const { id } = first.body as { id: number };
    const log = await site.agent.ask(`/migration/imports/log?id=${id}&outcome=created`);
    expect(log.body).toEqual({
      entries: [
        {
          n: expect.any(Number),
          kind: 'users',
          line: 1,
          outcome: 'created',
          name: 'handed.over',
          source_id: 1,
          target_id: expect.any(Number),
          message: '',
        },
      ],
      last: expect.any(Number),
      finished: true,
    });
    expect((await site.agent.ask('/migration/imports?id=4711')).status).toBe(404);
    const retry = await site.agent.ask('/migration/imports/retry', { method: 'POST', data: { id } });
    expect(retry).toMatchObject({
      status: 409,
      body: { error: expect.stringContaining('not kept any more') },
    });
  }, 30_000);

  test('a user of the site imports what he may, and sees only his own', async () => {
    const { context } = site.agent;
    const id = await site.order(handMadeExport({ users: [] }));
    const call = (allowed: boolean, isAdmin = false): WebserviceCall => ({
      context,
      caller: { userId: 40, username: 'somebody', tokenId: 1, isAdmin },
      baseUrl: '',
      capabilities: async (questions) => questions.map(() => allowed),
      requireCapability: async (capability) => {
        if (!allowed) throw new WebserviceError('required_capability_exception', 'nopermissions', capability);
      },
    });
    const run = (name: string, parameters: object, by: WebserviceCall) =>
      importFunctions.find((one) => one.name === name)!.run(parameters as never, by);
    await expect(run('tool_wp_get_import_status', { importid: id }, call(true))).rejects.toMatchObject({
      errorcode: 'invalidrecord',
    });
    expect(await run('tool_wp_get_import_status', { importid: id }, call(true, true))).toEqual({
      status: 2,
      statusstr: 'Scheduled',
      progress: 0,
    });
    await context.tasks.runOnce();
    const draft = await putDraft(40, handMadeExport({ users: [userRow(5)] }));
    const given = { exportid: 0, file: draft, importer: '', settings: '{"users_create":0}', dryrun: false };
    await expect(run('tool_wp_perform_import', given, call(false))).rejects.toMatchObject({
      errorcode: 'nopermissions',
      message: 'moodle/user:create',
    });
    const before = await context.store.prisma.migrationImport.count();
    const dry = await run('tool_wp_perform_import', { ...given, dryrun: true }, call(true));
    expect(dry).toEqual({ id: 0, settings: expect.stringContaining('"users_create":0') });
    expect(await context.store.prisma.migrationImport.count()).toBe(before);
    const { db } = context.site.database;
    const assigned = { roleid: '1', userid: '40', contextid: '1' };
    await db.insertInto('role_assignments').values(assigned).execute();
    const made = (await run('tool_wp_perform_import', given, call(true))) as { id: number };
    await context.tasks.runOnce();
    expect(
      await run(
        'tool_wp_get_import_log',
        { importid: made.id, after: 0, limit: 10, outcome: '', kind: '' },
        call(true),
      ),
    ).toMatchObject({ entries: [{ outcome: 'skipped', name: 'user5' }], finished: true });

    const late = (await run('tool_wp_perform_import', given, call(true))) as { id: number };
    await db.deleteFrom('role_assignments').where('userid', '=', '40').execute();
    await context.tasks.runOnce();
    expect(await site.view(late.id)).toMatchObject({
      status: 5,
      error: expect.stringMatching(/may not do it \(any more\): Create users/),
      counts: {},
    });
  }, 30_000);

  async function putDraft(userId: number, file: Buffer): Promise<number> {
    const { context } = site.agent;
    const storedAs = 'draft-of-a-test';
    const path = draftPath(context.config, storedAs);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file);
    const row = {
      userId,
      itemId: 77,
      filename: 'export.zip',
      storedAs,
      size: file.length,
      sha256: '',
      mimetype: '',
    };
    await context.store.prisma.draftFile.create({ data: { ...row, createdAt: context.clock() } });
    return 77;
  }
});
