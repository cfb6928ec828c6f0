/** People, places and reports made on a live Moodle: set MOODLE_DIR. All of it is the tests' own, and is removed again. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLogger } from '../../../runtime/logger.js';
import { copyOptionDefaults } from '../../../contract/agent/course-copies.js';
import {
  deleteCourse,
  inMoodle,
  makeCourse,
  MOODLE_DIR,
  warnWithoutMoodle,
} from '../../backup/testing/live-moodle.js';
import type { CreatableKind } from '../../moodle/migration-bridge.js';
import { openSite } from '../../moodle/open-site.js';
import { firstAdministrator } from '../../moodle/reads/first-administrator.js';
import { testRun } from '../../moodle/sample/testing/sample-fixture.js';
import type { Site } from '../../moodle/site.js';
import { startHttpAgent } from '../../testing/http-agent.js';
import { categoryRow, handMadeExport, userRow } from '../testing/export-pieces.js';
import type { CreateRow } from './create-rows.js';
import { importHandlers } from './handlers.js';
import { findImport, importView } from './import-view.js';
import { offeredDraft } from './offered-file.js';
import { orderImport } from './order-import.js';

/** The smallest PNG. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

warnWithoutMoodle('bringing in people and places');

(MOODLE_DIR ? describe : describe.skip)('on a live Moodle', () => {
  const tag = `moo${process.pid}`;
  let site: Site;
  let folder: string;
  let admin: number;
  /** What is removed at the end, by kind. */
  const made: Partial<Record<CreatableKind, number[]>> = {};

  beforeAll(async () => {
    const choice = { kind: 'php', moodleDir: MOODLE_DIR!, phpCommand: ['php'], phpTimeout: 60 } as const;
    site = await openSite(choice, createLogger('test', 'silent'));
    folder = await mkdtemp(join(tmpdir(), 'moopanel-live-'));
    admin = await firstAdministrator(site);
  }, 60_000);
  afterAll(async () => {
    await inMoodle(
      `require_once($CFG->dirroot . '/cohort/lib.php');
       require_once($CFG->dirroot . '/user/profile/definelib.php');
       foreach ($moopanel->made->reports ?? [] as $id) \\core_reportbuilder\\local\\helpers\\report::delete_report($id);
       foreach ($moopanel->made->certificates ?? [] as $id) \\tool_certificate\\template::instance($id)->delete();
       foreach ($moopanel->made->cohorts ?? [] as $id) cohort_delete_cohort($DB->get_record('cohort', ['id' => $id]));
       foreach ($moopanel->made->users ?? [] as $id) delete_user($DB->get_record('user', ['id' => $id]));
       foreach (array_reverse($moopanel->made->coursecategories ?? []) as $id) {
           core_course_category::get($id, MUST_EXIST, true)->delete_full(false);
       }
       foreach ($moopanel->made->profilefields ?? [] as $id) {
           $category = $DB->get_field('user_info_field', 'categoryid', ['id' => $id]);
           $DB->delete_records('user_info_data', ['fieldid' => $id]);
           $DB->delete_records('user_info_field', ['id' => $id]);
           $DB->delete_records('user_info_category', ['id' => $category, 'name' => $moopanel->tag]);
       }
       return true;`,
      { made, tag },
    );
    await site?.close();
    await rm(folder, { recursive: true, force: true });
  }, 120_000);

  async function create<K extends CreatableKind>(kind: K, rows: readonly CreateRow<K>[], run = testRun()) {
    const file = join(folder, `${kind}.jsonl`);
    await writeFile(file, rows.map((row) => JSON.stringify(row)).join('\n'));
    const created = await site.bridge.createEntities({ kind, file, userId: admin }, run);
    const ids = created.flatMap(({ id }) => (id === null ? [] : [id]));
    made[kind] = [...(made[kind] ?? []), ...ids];
    return created;
  }
  const category = (
    line: number,
    parent: CreateRow<'coursecategories'>['parent'],
    given: Partial<CreateRow<'coursecategories'>> = {},
  ) => ({
    line,
    name: `Faculty ${line} ${tag}`,
    idnumber: `${tag}-${line}`,
    description: '<p>Here</p>',
    descriptionformat: 1,
    visible: true,
    parent,
    ...given,
  });
  const user = (line: number, given: Partial<CreateRow<'users'>> = {}): CreateRow<'users'> => ({
    line,
    username: `${tag}.${line}`,
    email: `${line}@${tag}.example`,
    idnumber: '',
    auth: 'manual',
    firstname: 'Zoë',
    lastname: '李小龙',
    suspended: false,
    confirmed: true,
    password: null,
    fields: { city: 'Brno', phone1: '+420 1', department: 'Numbers', lang: 'en', country: 'CZ' },
    profile: {},
    ...given,
  });

  test('profile fields, and users who have them', async () => {
    const field = {
      line: 1,
      shortname: `${tag}shoe`,
      name: 'Shoe',
      datatype: 'text',
      category: tag,
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
    expect(
      await create('profilefields', [
        field,
        {
          ...field,
          line: 2,
          shortname: `${tag}menu`,
          datatype: 'menu',
          params: ['Red\nBlue', null, null, null, null],
        },
        {
          ...field,
          line: 3,
          shortname: `${tag}day`,
          datatype: 'datetime',
          params: ['1990', '2040', '1', null, null],
        },
        { ...field, line: 4, shortname: `${tag}no`, datatype: 'nosuchtype' },
      ]),
    ).toEqual([
      { line: 1, id: expect.any(Number), error: null },
      { line: 2, id: expect.any(Number), error: null },
      { line: 3, id: expect.any(Number), error: null },
      { line: 4, id: null, error: 'This site has no profile fields of the type "nosuchtype".' },
    ]);
    const hash = '$2y$10$abcdefghijklmnopqrstuuSomeHashThatIsNobodysPassword12';
    const profile = { [`${tag}shoe`]: '38 & 39', [`${tag}menu`]: 'Blue', [`${tag}day`]: '1000000000' };
    const rows = [
      user(1, { profile }),
      user(2, { password: hash, suspended: true }),
      user(3, { auth: 'nosuch' }),
    ];
    const created = await create('users', rows);
    expect(created).toEqual([
      { line: 1, id: expect.any(Number), error: null },
      { line: 2, id: expect.any(Number), error: null },
      { line: 3, id: null, error: 'This site has no authentication method "nosuch".' },
    ]);
    const found = await inMoodle<Record<string, unknown>[]>(
      `return array_map(function ($id) use ($DB) {
         $user = $DB->get_record('user', ['id' => $id], 'username, email, city, phone1, department, country, suspended, password, firstname, lastname');
         return (array)$user + [
           'force' => get_user_preferences('auth_forcepasswordchange', null, $id),
           'context' => $DB->record_exists('context', ['contextlevel' => CONTEXT_USER, 'instanceid' => $id]),
           'event' => $DB->count_records('logstore_standard_log', ['eventname' => '\\\\core\\\\event\\\\user_created', 'objectid' => $id]),
           'profile' => array_values($DB->get_fieldset_sql('SELECT data FROM {user_info_data} WHERE userid = ? ORDER BY fieldid', [$id])),
         ];
       }, $moopanel->ids);`,
      { ids: created.slice(0, 2).map(({ id }) => id) },
    );
    expect(found[0]).toMatchObject({
      username: `${tag}.1`,
      city: 'Brno',
      phone1: '+420 1',
      department: 'Numbers',
      country: 'CZ',
      firstname: 'Zoë',
      lastname: '李小龙',
      password: 'not cached',
      force: '1',
      context: true,
      event: 1,
    });
    expect(found[0]!.profile).toEqual(['38 & 39', 'Blue', expect.stringMatching(/^\d{9,10}$/)]);
    expect(found[1]).toMatchObject({ suspended: '1', password: hash, force: null });
  }, 120_000);

  test('categories below each other, with cohorts in them and members in those', async () => {
    const places = await create('coursecategories', [
      category(1, null),
      category(2, { line: 1 }),
      category(3, { line: 2 }, { visible: false }),
      category(4, null, { name: '' }),
      category(5, { line: 4 }),
      category(6, null, { idnumber: `${tag}-1` }),
    ]);
    expect(places.map(({ error }) => error)).toEqual([
      null,
      null,
      null,
      expect.stringMatching(/name/i),
      'What it belongs to was not made.',
      expect.stringMatching(/ID number/),
    ]);
    const [top, second, third] = places.map(({ id }) => id!);
    const cohort = {
      name: 'All',
      idnumber: tag,
      description: '',
      descriptionformat: 1,
      visible: true,
      component: '',
    };
    const [here, everywhere] = await create('cohorts', [
      { line: 1, ...cohort, category: { id: second! } },
      { line: 2, ...cohort, idnumber: '', component: 'enrol_nosuch', category: null },
    ]);
    const [member] = made.users!;
    expect(
      await create('cohortmembers', [
        { line: 1, cohort: here!.id!, user: member! },
        { line: 2, cohort: here!.id!, user: 99_999_999 },
      ]),
    ).toEqual([
      { line: 1, id: null, error: null },
      { line: 2, id: null, error: 'The user is not there any more.' },
    ]);
    const facts = await inMoodle<Record<string, unknown>>(
      `require_once($CFG->dirroot . '/cohort/lib.php');
       $of = fn($id) => $DB->get_record('course_categories', ['id' => $id]);
       $before = $DB->get_records_menu('course_categories', null, 'id', 'id, sortorder');
       fix_course_sortorder();
       return [
         'paths' => array_map(fn($id) => $of($id)->path, $moopanel->ids),
         'visible' => array_map(fn($id) => $of($id)->visible, $moopanel->ids),
         'contexts' => array_map(fn($id) => context_coursecat::instance($id)->path, $moopanel->ids),
         'contextids' => array_map(fn($id) => context_coursecat::instance($id)->id, $moopanel->ids),
         'ordered' => $before === $DB->get_records_menu('course_categories', null, 'id', 'id, sortorder'),
         'cohort' => $DB->get_field('cohort', 'contextid', ['id' => $moopanel->cohort]),
         'component' => $DB->get_field('cohort', 'component', ['id' => $moopanel->other]),
         'member' => cohort_is_member($moopanel->cohort, $moopanel->member),
         'listed' => array_key_exists($moopanel->ids[2], core_course_category::make_categories_list()),
       ];`,
      { ids: [top, second, third], cohort: here!.id, other: everywhere!.id, member },
    );
    const contexts = facts.contextids as number[];
    expect(facts).toMatchObject({
      paths: [`/${top}`, `/${top}/${second}`, `/${top}/${second}/${third}`],
      visible: ['1', '1', '0'],
      contexts: [`/1/${contexts[0]}`, `/1/${contexts[0]}/${contexts[1]}`, `/1/${contexts.join('/')}`],
      ordered: true,
      cohort: String(contexts[1]),
      component: '',
      member: true,
      listed: true,
    });
  }, 120_000);

  test('a custom report, and one of a source that is not here', async () => {
    const report = {
      line: 1,
      name: `Who ${tag}`,
      source: 'core_user\\reportbuilder\\datasource\\users',
      uniquerows: true,
      conditiondata: '{"user:suspended_operator":"2"}',
      settingsdata: null,
      columns: [
        {
          uniqueidentifier: 'user:fullname',
          aggregation: null,
          heading: 'Person',
          columnorder: 1,
          sortenabled: true,
          sortdirection: 3,
          sortorder: 1,
        },
      ],
      filters: [
        { uniqueidentifier: 'user:email', heading: 'Write to', iscondition: false, filterorder: 1 },
        { uniqueidentifier: 'user:suspended', heading: null, iscondition: true, filterorder: 1 },
      ],
    };
    const rows = await create('reports', [
      report,
      { ...report, line: 2, source: 'local_nosuch\\reportbuilder\\datasource\\things' },
      { ...report, line: 3, columns: [{ ...report.columns[0]!, uniqueidentifier: 'user:nosuch' }] },
    ]);
    expect(rows).toEqual([
      { line: 1, id: expect.any(Number), error: null },
      { line: 2, id: null, error: expect.stringContaining('has no reports of "local_nosuch') },
      { line: 3, id: null, error: 'The reports of this site do not have: user:nosuch' },
    ]);
    const content = await inMoodle<unknown>(
      `$report = \\core_reportbuilder\\manager::get_report_from_id($moopanel->id);
       return [
         'columns' => array_values(array_map(fn($c) => $c->get_persistent()->get('heading') . $c->get_persistent()->get('sortdirection'), $report->get_active_columns())),
         'filters' => array_keys($report->get_active_filters()),
         'conditions' => array_keys($report->get_active_conditions()),
         'values' => $report->get_condition_values(),
       ];`,
      { id: rows[0]!.id },
    );
    expect(content).toEqual({
      columns: ['Person3'],
      filters: ['user:email'],
      conditions: ['user:suspended'],
      values: { 'user:suspended_operator': '2' },
    });
  }, 120_000);

  test('a certificate with its image, where the site has them', async () => {
    if ((await site.database.columns('tool_certificate_templates')).length === 0) {
      console.warn('SKIPPED: this Moodle has no tool_certificate.');
      return;
    }
    const image = join(folder, 'seal.png');
    await writeFile(image, Buffer.from(PIXEL, 'base64'));
    const element = {
      sequence: 1,
      files: [],
      fields: { posx: '10', posy: '20', font: 'freeserif', fontsize: '12' },
    };
    const certificate = (line: number, kind: string) => ({
      line,
      name: `Certificate ${tag}`,
      shared: true,
      category: null,
      pages: [
        {
          width: 297,
          height: 210,
          leftmargin: 5,
          rightmargin: 5,
          sequence: 1,
          elements: [
            { ...element, element: 'text', name: 'Words', fields: { ...element.fields, data: 'Well done' } },
            {
              ...element,
              element: kind,
              name: 'Seal',
              sequence: 2,
              fields: { data: '{"width":10,"height":10}' },
              files: [{ filename: 'seal.png', path: image }],
            },
          ],
        },
      ],
    });
    const rows = await create('certificates', [certificate(1, 'image'), certificate(2, 'nosuch')]);
    expect(rows).toEqual([
      { line: 1, id: expect.any(Number), error: null },
      { line: 2, id: null, error: expect.stringContaining('"nosuch"') },
    ]);
    const facts = await inMoodle<Record<string, unknown>>(
      `$template = \\tool_certificate\\template::instance($moopanel->id);
       $elements = array_merge(...array_map(fn($page) => $page->get_elements(), array_values($template->get_pages())));
       return [
         'pdf' => substr($template->generate_pdf(true, null, true), 0, 5),
         'elements' => array_map(fn($e) => $e->get_name() . $e->get_posx(), array_values($elements)),
         'image' => $elements[1]->get_file()->get_filename(),
       ];`,
      { id: rows[0]!.id },
    );
    expect(facts).toEqual({ pdf: '%PDF-', elements: ['Words10', 'Seal'], image: 'seal.png' });
  }, 120_000);

  test('a row that breaks the transaction has its error, and the others are made', async () => {
    const run = testRun();
    const secret = { password: 'canary-hash', firstname: 'canary-name' };
    const rows = [user(11), user(12, { ...secret, email: 'x'.repeat(300) + '@example.com' }), user(13)];
    const created = await create('users', rows, run);
    expect(created).toEqual([
      { line: 11, id: expect.any(Number), error: null },
      { line: 12, id: null, error: expect.stringMatching(/database|too long/i) },
      { line: 13, id: expect.any(Number), error: null },
    ]);
    expect(run.lines.join()).toContain('Line 12 broke the transaction');
    expect(JSON.stringify([created, run.lines])).not.toMatch(/canary|INSERT/);
    const names = await inMoodle<string[]>(
      `return $DB->get_fieldset_select('user', 'username', 'username LIKE ?', [$moopanel->tag . '.1_']);`,
      { tag },
    );
    expect(names.sort()).toEqual([`${tag}.11`, `${tag}.13`]);
  }, 120_000);

  test('an import that is stopped makes nothing', async () => {
    const stop = new AbortController();
    const run = { ...testRun(stop.signal), progress: () => stop.abort() };
    const rows = Array.from({ length: 2000 }, (_, i) => user(1000 + i));
    await expect(create('users', rows, run)).rejects.toMatchObject({ kind: 'aborted' });
    const count = await inMoodle<number>(
      `return $DB->count_records_select('user', 'username LIKE ?', [$moopanel->tag . '.1___']);`,
      { tag },
    );
    expect(count).toBe(0);
  }, 120_000);

  test('an export with a course is brought in whole, and the second time changes nothing', async () => {
    const course = await makeCourse();
    const archive = await site.bridge.backupCourseFor(
      { courseId: course, options: { ...copyOptionDefaults, users: 1, enrolments: 1 }, userId: admin },
      testRun(),
    );
    const mbz = await readFile(archive.path);
    await archive.release();
    const counts = (courseId: number) =>
      inMoodle<unknown>(
        `return [count(get_fast_modinfo($moopanel->course, -1)->get_cms()), count_enrolled_users(context_course::instance($moopanel->course))];`,
        { course: courseId },
      );
    const before = await counts(course);
    await deleteCourse(course);

    const agent = await startHttpAgent({ site });
    try {
      for (const handler of importHandlers(agent.context)) agent.context.tasks.register(handler);
      const ann = userRow(5, { username: `${tag}.ann`, email: `ann@${tag}.test` });
      const { id, username, email, idnumber } = ann;
      const digest = createHash('sha256').update(mbz).digest('hex');
      const file = handMadeExport(
        {
          coursecategories: [
            categoryRow(1, { name: `Top ${tag}` }),
            categoryRow(2, { name: 'Below', parent: 1, context_only: true }),
          ],
          users: [ann],
          cohorts: [
            {
              id: 3,
              name: `Year ${tag}`,
              idnumber: '',
              description: '',
              descriptionformat: 1,
              visible: true,
              component: '',
              category: 1,
            },
          ],
          cohortmembers: [{ cohort: 3, user: { id, username, email, idnumber } }],
          courses: [
            {
              id: 9,
              category: 2,
              fullname: 'Brought in',
              shortname: `${tag}-in`,
              idnumber: `${tag}-9`,
              visible: true,
              archive: { path: 'courses/9.mbz', size: mbz.length, sha256: digest },
              users: true,
            },
          ],
        },
        { 'courses/9.mbz': mbz },
        (manifest) => void (manifest.source.site = createHash('sha256').update(tag).digest('hex')),
      );
      const path = join(folder, 'whole.zip');
      await writeFile(path, file);
      const bringIn = async () => {
        const order = { importer: '', settings: {}, dryRun: false, userId: admin };
        const offered = offeredDraft({ path, name: 'whole.zip' });
        const ordered = await orderImport(agent.context, { ...order, file: offered });
        await agent.context.tasks.runOnce();
        return importView(agent.context, (await findImport(agent.context, ordered.id))!);
      };
      const tables = () =>
        inMoodle<unknown>(
          `return array_map(fn($table) => [$table, $DB->count_records($table), $DB->get_field_sql('SELECT MAX(id) FROM {' . $table . '}')],
            ['user', 'course', 'course_categories', 'cohort', 'cohort_members', 'context', 'course_modules', 'user_enrolments']);`,
        );
      const first = await bringIn();
      expect(first).toMatchObject({ status: 4, error: null });
      const names = ['coursecategories', 'users', 'cohorts', 'cohortmembers', 'courses'] as const;
      const all = { coursecategories: 2, users: 1, cohorts: 1, cohortmembers: 1, courses: 1 };
      const told = (outcome: string) =>
        Object.fromEntries(names.map((name) => [name, { [outcome]: all[name] }]));
      expect(first.counts).toEqual(told('created'));
      const [made] = await inMoodle<{ id: string; category: string; idnumber: string; top: string }[]>(
        `return array_values($DB->get_records_sql("SELECT c.id, c.category, c.idnumber, t.parent AS top FROM {course} c
           JOIN {course_categories} t ON t.id = c.category WHERE c.shortname = ?", [$moopanel->tag . '-in']));`,
        { tag },
      );
      expect(made).toMatchObject({ idnumber: `${tag}-9`, top: expect.not.stringMatching(/^0$/) });
      expect(await counts(Number(made!.id))).toEqual(before);
      const state = await tables();
      expect((await bringIn()).counts).toEqual(told('matched'));
      expect(await tables()).toEqual(state);
      await deleteCourse(Number(made!.id));
      await inMoodle(
        `core_course_category::get($moopanel->id, MUST_EXIST, true)->delete_full(false); return true;`,
        {
          id: Number(made!.top),
        },
      );
      await inMoodle(
        `delete_user($DB->get_record('user', ['username' => $moopanel->tag . '.ann'])); return true;`,
        {
          tag,
        },
      );
    } finally {
      // The site is closed with the others.
      await agent.server.stop();
      await agent.context.tasks.stop();
      await agent.context.store.close();
      await rm(agent.context.folder, { recursive: true, force: true });
    }
  }, 300_000);
});
