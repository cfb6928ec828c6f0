/**
 * Moodle Workplace, as far as a stand-in for it shows: what the agent passes on arrives at functions of a live site under
 * Moodle's own checks. Set MOODLE_DIR (4.2 or later); the stand-in is installed and removed again.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLogger } from '../../../runtime/logger.js';
import { inMoodle, MOODLE_DIR, warnWithoutMoodle } from '../../backup/testing/live-moodle.js';
import { openSite } from '../../moodle/open-site.js';
import { createTestContext, type TestContext } from '../../testing/test-context.js';
import { invalidParameter } from '../../webservice/webservice-error.js';
import { passedOn, throughWorkplace } from './pass-on.js';
import { defaults, handMadeCall, ownFunctions } from './testing/hand-made-call.js';
import { installStandIn, removeStandIn } from './testing/stand-in.js';
import { workplaceFile } from './workplace-file.js';

warnWithoutMoodle('what is passed on to Moodle Workplace');

const programs = 'tool_program\\tool_wp\\exporter\\programs';

(MOODLE_DIR ? describe : describe.skip)('on a live Moodle', () => {
  let context: TestContext;
  let admin: number;
  let student: number;
  let codeRoot: string | undefined;

  const open = () =>
    openSite(
      { kind: 'php', moodleDir: MOODLE_DIR!, phpCommand: ['php'], phpTimeout: 60 },
      createLogger('test', 'silent'),
    );
  beforeAll(async () => {
    const plain = await open();
    expect(await plain.bridge.hasWorkplace()).toBe(false);
    const root = plain.config.codeRoot;
    await plain.close();
    await installStandIn(root);
    codeRoot = root;
    context = await createTestContext({ site: await open() });
    [admin, student] = (await inMoodle<[number, number]>(
      `
      require_once($CFG->dirroot . '/user/lib.php');
      return [(int)get_admin()->id, user_create_user(['username' => $moopanel->name, 'email' => $moopanel->name . '@example.com',
        'firstname' => 'S', 'lastname' => 'T', 'mnethostid' => $CFG->mnet_localhost_id, 'confirmed' => 1], false, false)];`,
      { name: `moopanel${process.pid}` },
    )) as [number, number];
  }, 240_000);
  afterAll(async () => {
    if (student)
      await inMoodle(`delete_user(core_user::get_user($moopanel->id)); return true;`, { id: student });
    await context?.dispose();
    if (codeRoot) await removeStandIn(codeRoot);
  }, 240_000);

  test('Workplace answers in its own words, with its tenants', async () => {
    const run = throughWorkplace(ownFunctions.performExport);
    const call = handMadeCall(context, admin);
    expect(await run.run({ ...defaults, exporter: programs, dryrun: true, tenant: 'acme' }, call)).toEqual({
      id: 0,
      settings: '{}',
    });
    await expect(run.run({ ...defaults, exporter: 'x' }, call)).rejects.toMatchObject({
      exception: expect.stringMatching(/invalid_parameter_exception$/) as unknown,
      errorcode: 'invalidparameter',
      message: expect.stringContaining('Invalid parameter value detected') as unknown,
    });
    await expect(run.run({ ...defaults, exporter: programs, tenant: 'other' }, call)).rejects.toMatchObject({
      errorcode: 'invalidparameter',
    });
    const status = await throughWorkplace(ownFunctions.getExportStatus).run({ exportid: 72 }, call);
    expect(status).toEqual({ status: 2, statusstr: 'Scheduled', progress: 0 });
  });

  test("a user's rights are those that Moodle gives them", async () => {
    const run = throughWorkplace(ownFunctions.performExport);
    const given = { ...defaults, exporter: programs };
    await expect(run.run(given, handMadeCall(context, student))).rejects.toMatchObject({
      errorcode: 'nopermissions',
    });
    const stranger = { name: 'tool_wp_get_export_status', parameters: { exportid: 1 }, userId: 99_999_999 };
    await expect(context.site.bridge.callService(stranger)).rejects.toMatchObject({ kind: 'not-found' });
  });

  test('the file of an export is handed out to whom Workplace names it', async () => {
    const call = handMadeCall(context, admin);
    const retrieve = throughWorkplace(ownFunctions.getExportFile);
    await expect(retrieve.run({ exportid: 19 }, call)).rejects.toMatchObject({ message: 'Export not ready' });
    const given = { ...defaults, exporter: programs, tenant: 'acme' };
    await throughWorkplace(ownFunctions.performExport).run(given, call);
    expect(await retrieve.run({ exportid: 19 }, call)).toMatchObject([
      {
        filename: 'programs-export.zip',
        fileurl: 'https://agent.example/webservice/pluginfile.php/1/tool_wp/export/19/programs-export.zip',
      },
    ]);
    const place = {
      contextId: 1,
      component: 'tool_wp',
      filearea: 'export',
      itemId: 19,
      filepath: '/',
      filename: 'programs-export.zip',
    };
    const found = await workplaceFile(context, call.caller, place);
    expect(await readFile(found!.path, 'utf8')).toBe('programs of the tenant acme for admin');
    expect(found).toMatchObject({ size: 37, mimetype: 'application/zip' });
    // Kept for the next range.
    expect((await workplaceFile(context, call.caller, place))?.path).toBe(found!.path);
    expect(await workplaceFile(context, handMadeCall(context, student).caller, place)).toBeNull();
    expect(await workplaceFile(context, call.caller, { ...place, filename: 'other.zip' })).toBeNull();
  });

  test("a draft of the agent's and one of Moodle's both reach Workplace", async () => {
    const call = handMadeCall(context, student);
    const path = join(context.folder, 'stored-under-another-name');
    await writeFile(path, 'name\nOne\n');
    const drafts: Parameters<typeof passedOn>[1] = async (_, { itemId, userId }) => {
      if (itemId !== 5 || userId !== student) throw invalidParameter('There is no file');
      return { path, name: 'positions.csv', size: 9, sha256: '' };
    };
    const run = passedOn(ownFunctions.performImport, drafts);
    const empty = { ...defaults, exportid: 0, importer: '' };
    const answer = (await run.run({ ...empty, file: 5, settings: '{"a":1}' }, call)) as { settings: string };
    expect(JSON.parse(answer.settings)).toEqual({
      name: 'positions.csv',
      content: 'name\nOne\n',
      given: '{"a":1}',
    });

    const moodles = await context.site.bridge.putDraftFile({
      userId: student,
      file: path,
      filename: 'own.csv',
    });
    expect(await run.run({ ...empty, file: moodles }, call)).toMatchObject({ id: 56 });
    // Not another one's.
    await expect(run.run({ ...empty, file: moodles }, handMadeCall(context, admin))).rejects.toMatchObject({
      errorcode: 'invalidparameter',
    });
  });
});
