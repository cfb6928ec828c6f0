/** Copies of courses on a live Moodle: set MOODLE_DIR. Everything happens in courses of the tests' own. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createLogger } from '../../runtime/logger.js';
import { copyOptionDefaults, CopyStatus, type CopyOptions } from '../../contract/agent/course-copies.js';
import { deleteCourse, inMoodle, MOODLE_DIR, warnWithoutMoodle } from '../backup/testing/live-moodle.js';
import type { BridgeRun } from '../moodle/bridge.js';
import type { NewCourseRequest } from '../moodle/course-copy-bridge.js';
import { openSite } from '../moodle/open-site.js';
import { programText } from '../moodle/php/php-program.js';
import { runPhp } from '../moodle/php/run-php.js';
import type { Site } from '../moodle/site.js';
import { startHttpAgent, type HttpAgent } from '../testing/http-agent.js';
import { courseCopyHandlers } from './handlers.js';
import { copyProgress } from './copy-status.js';
import { contentOf, makeFullCourse, siteSize, type CourseContent } from './testing/live-course.js';
import { programPid } from './testing/program-pid.js';

warnWithoutMoodle('restoring and duplicating courses');

const everything: CopyOptions = {
  ...copyOptionDefaults,
  users: 1,
  role_assignments: 1,
  comments: 1,
  userscompletion: 1,
  logs: 1,
  grade_histories: 1,
};

(MOODLE_DIR ? describe : describe.skip)('on a live Moodle', () => {
  let site: Site;
  let agent: HttpAgent;
  let folder: string;
  let course: number;
  let admin: number;
  let archive: string;
  let full: CourseContent;
  const made: number[] = [];

  const run = (changes: Partial<BridgeRun> = {}): BridgeRun => ({
    signal: new AbortController().signal,
    progress: () => undefined,
    log: () => undefined,
    ...changes,
  });
  const request = (changes: Partial<NewCourseRequest> = {}): NewCourseRequest => {
    const key = randomBytes(16).toString('hex');
    const names = { fullname: `Copy ${key}`, shortname: `copy-${key}` };
    return { key, file: archive, categoryId: 1, ...names, options: everything, userId: admin, ...changes };
  };
  async function restore(changes: Partial<NewCourseRequest> = {}) {
    const result = await site.bridge.restoreNewCourse(request(changes), run());
    made.push(result.courseid);
    return result;
  }
  const notes = async () =>
    (await readdir(join(site.config.tempdir, 'moopanel'))).filter((name) => name.endsWith('.note'));

  beforeAll(async () => {
    const choice = { kind: 'php', moodleDir: MOODLE_DIR!, phpCommand: ['php'], phpTimeout: 60 } as const;
    site = await openSite(choice, createLogger('test', 'silent'));
    folder = join(site.config.tempdir, `moopanel-test-${process.pid}`);
    await mkdir(folder, { recursive: true });
    agent = await startHttpAgent({ site });
    for (const handler of courseCopyHandlers(agent.context)) agent.context.tasks.register(handler);
    course = await makeFullCourse();
    admin = await inMoodle<number>('return (int)get_admin()->id;');
    full = await contentOf(course);
    const backup = await site.bridge.backupCourseFor(
      { courseId: course, options: everything, userId: admin },
      run(),
    );
    archive = join(folder, 'all.mbz');
    await copyFile(backup.path, archive);
    await backup.release();
  }, 180_000);
  afterEach(async () => {
    for (const id of made.splice(0)) await deleteCourse(id);
  }, 120_000);
  afterAll(async () => {
    if (course) await deleteCourse(course);
    await agent?.stop();
    await rm(folder, { recursive: true, force: true });
  }, 120_000);

  test('the course that is copied has something of everything', () => {
    for (const [what, count] of Object.entries(full)) expect([what, count > 0]).toEqual([what, true]);
  });

  test('everything comes along when everything is asked for', async () => {
    const { courseid, warnings } = await restore();
    expect(warnings).toEqual([]);
    expect(await contentOf(courseid)).toEqual(full);
  }, 120_000);

  test('nobody’s work comes along with the defaults, and Moodle finds new names', async () => {
    const options = copyOptionDefaults;
    const { courseid, shortname } = await restore({ options, shortname: null, renameTaken: true });
    expect(shortname).toMatch(/^moopanel_test_.*_1$/);
    const { activities, blocks, filters } = full;
    expect(await contentOf(courseid)).toEqual({
      ...{ activities, blocks, filters, methods: 0, enrolled: 0, roles: 0, comments: 0 },
      ...{ completion: 0, logs: 0, histories: 0, grades: 0, posts: 0 },
    });
  }, 120_000);

  // Of each option that is on in one of them, the other one has it off.
  test.each<[Partial<CopyOptions>, Partial<CourseContent>]>([
    [
      { blocks: 0, role_assignments: 0, userscompletion: 0, grade_histories: 0 },
      { blocks: 0, roles: 0, completion: 0, histories: 0 },
    ],
    [
      { filters: 0, comments: 0, logs: 0 },
      { filters: 0, comments: 0, logs: 0 },
    ],
    [{ enrolments: 0 }, { methods: 0 }],
  ])(
    'with %j there are %j, and all else',
    async (options, content) => {
      const { courseid } = await restore({ options: { ...everything, ...options } });
      expect(await contentOf(courseid)).toEqual({ ...full, ...content });
    },
    120_000,
  );

  test('without activities there are none, and what is about them is not there either', async () => {
    const { courseid } = await restore({ options: { ...everything, activities: 0 } });
    const { blocks, filters, enrolled, roles, comments } = full;
    expect(await contentOf(courseid)).toMatchObject({
      ...{ activities: 0, posts: 0, completion: 0, histories: 0 },
      ...{ blocks, filters, enrolled, roles, comments },
    });
  }, 120_000);

  test('ways to enrol come along without people only when that is asked for', async () => {
    const options = { ...copyOptionDefaults, enrolments: 2 };
    const { courseid } = await restore({ options });
    expect(await contentOf(courseid)).toMatchObject({ methods: full.methods, enrolled: 0, posts: 0 });
  }, 120_000);

  test('who may back up and restore, but neither choose nor see people, gets a course without them', async () => {
    const user = await inMoodle<number>(
      `require_once($CFG->dirroot . '/user/lib.php');
       $role = create_role('Copies', 'moopanel_test', ''); $system = context_system::instance();
       foreach (['moodle/course:create', 'moodle/course:view', 'moodle/backup:backupcourse', 'moodle/restore:restorecourse'] as $name) {
           assign_capability($name, CAP_ALLOW, $role, $system->id);
       }
       $user = user_create_user((object)['username' => 'moopanel_test', 'email' => 'm@example.org', 'firstname' => 'M',
         'lastname' => 'P', 'confirmed' => 1, 'mnethostid' => $CFG->mnet_localhost_id, 'auth' => 'manual', 'password' => 'x'], false);
       role_assign($role, $user, $system->id); return (int)$user;`,
    );
    try {
      const options = copyOptionDefaults;
      const backup = await site.bridge.backupCourseFor({ courseId: course, options, userId: user }, run());
      const facts = await site.bridge.inspectArchive(backup.path, run());
      expect(facts).toMatchObject({ type: 'course', includesUsers: false });
      const { courseid } = await restore({ options, file: backup.path, userId: user });
      await backup.release();
      const { activities, blocks, filters } = full;
      const nobody = { enrolled: 0, comments: 0, logs: 0, posts: 0 };
      expect(await contentOf(courseid)).toMatchObject({ activities, blocks, filters, ...nobody });
      const withPeople = { options: { ...options, users: 1 }, userId: user };
      await expect(site.bridge.restoreNewCourse(request(withPeople), run())).rejects.toMatchObject({
        kind: 'moodle',
        message: expect.stringContaining('users'),
      });
    } finally {
      await inMoodle(
        `delete_role($DB->get_field('role', 'id', ['shortname' => 'moopanel_test']));
         delete_user($DB->get_record('user', ['id' => $moopanel->user])); return true;`,
        { user },
      );
    }
  }, 120_000);

  test('a course is duplicated by a task, with real progress', async () => {
    const seen = new Set<number>();
    const shortname = `copy-${randomBytes(8).toString('hex')}`;
    const { body } = await agent.ask('/courses/duplicate', {
      method: 'POST',
      data: { courseid: course, categoryid: 1, fullname: 'Duplicate', shortname, options: everything },
    });
    const { moodle_job_id: id, copyid } = body as { moodle_job_id: number; copyid: string };
    const work = agent.context.tasks.runOnce();
    let ended = false;
    void work.then(() => (ended = true));
    while (!ended) {
      seen.add((await agent.context.tasks.get(id))!.progress);
      await new Promise(setImmediate);
    }
    const task = (await agent.context.tasks.get(id))!;
    expect(task).toMatchObject({ status: 'succeeded', result: { shortname, warnings: [] } });
    const { courseid } = task.result as { courseid: number };
    made.push(courseid);
    expect(await contentOf(courseid)).toEqual(full);
    const caller = { userId: admin, isAdmin: true };
    expect(await copyProgress(agent.context, caller, 'duplicate', copyid)).toEqual({
      phase: 2,
      status: CopyStatus.finished,
      progress: 1,
    });
    expect([...seen].filter((fraction) => fraction > 0 && fraction < 1).length).toBeGreaterThan(2);
  }, 180_000);

  describe('nothing stays of', () => {
    let before: Record<string, number>;
    beforeAll(async () => {
      // Courses that other tests have deleted are still counted.
      await inMoodle('fix_course_sortorder(); return true;');
      before = await siteSize();
    }, 60_000);
    afterEach(async () => {
      expect(await siteSize()).toEqual(before);
      expect(await notes()).toEqual([]);
    });

    test('a restore that fails at a damaged activity', async () => {
      const unpacked = join(folder, 'unpacked');
      await mkdir(unpacked);
      execFileSync('tar', ['xzf', archive, '-C', unpacked]);
      const [forum] = (await readdir(join(unpacked, 'activities'))).filter((name) =>
        name.startsWith('forum_'),
      );
      await writeFile(
        join(unpacked, 'activities', forum!, 'forum.xml'),
        '<activity id="1"><forum><name>Half',
      );
      const file = join(folder, 'damaged.mbz');
      execFileSync('tar', ['czf', file, '-C', unpacked, '.']);
      await expect(site.bridge.restoreNewCourse(request({ file }), run())).rejects.toMatchObject({
        kind: expect.stringMatching(/bad-archive|moodle/),
      });
    }, 120_000);

    test('a backup that is a bomb, or holds a link', async () => {
      const unpacked = join(folder, 'hostile');
      await mkdir(unpacked);
      execFileSync('tar', ['xzf', archive, '-C', unpacked]);
      const refused = async (name: string, words: string) => {
        const file = join(folder, name);
        execFileSync('tar', ['czf', file, '-C', unpacked, '.']);
        await rm(join(unpacked, 'hostile'));
        await expect(site.bridge.restoreNewCourse(request({ file }), run())).rejects.toMatchObject({
          kind: 'bad-archive',
          message: expect.stringContaining(words),
        });
      };
      await writeFile(join(unpacked, 'hostile'), '');
      await truncate(join(unpacked, 'hostile'), 600 * 1024 ** 2);
      await refused('bomb.mbz', 'unpacks to more');
      await symlink('/etc/passwd', join(unpacked, 'hostile'));
      await refused('link.mbz', 'holds a link');
    }, 120_000);

    test('a restore under a name that is taken, or into no category', async () => {
      const shortname = await inMoodle<string>('return get_course($moopanel->course)->shortname;', {
        course,
      });
      const refused = (changes: Partial<NewCourseRequest>) =>
        site.bridge.restoreNewCourse(request(changes), run());
      await expect(refused({ shortname })).rejects.toMatchObject({
        message: expect.stringContaining('Short name is already used'),
      });
      await expect(refused({ categoryId: 99_999_999 })).rejects.toMatchObject({ kind: 'not-found' });
    }, 120_000);

    test('a restore that is cancelled in the middle', async () => {
      const controller = new AbortController();
      const progress = (fraction: number) => {
        if (fraction > 0.3) controller.abort();
      };
      const cancelled = site.bridge.restoreNewCourse(request(), run({ signal: controller.signal, progress }));
      await expect(cancelled).rejects.toMatchObject({ kind: 'aborted' });
    }, 120_000);

    test('a restore whose PHP was killed', async () => {
      const killed = site.bridge.restoreNewCourse(request(), run({ progress: killPhp }));
      await expect(killed).rejects.toMatchObject({ kind: 'unavailable' });
    }, 120_000);
  });

  const killPhp = (fraction: number) => {
    const pid = fraction > 0.3 ? programPid('restore-new-course', MOODLE_DIR!) : undefined;
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  };

  test('told again after a death of PHP and agent, there is exactly one course', async () => {
    const order = request();
    await inMoodle('fix_course_sortorder(); return true;');
    const before = await siteSize();
    const { categoryId: categoryid, userId: userid, ...fields } = order;
    // Without the bridge, which would clean up at once.
    const dying = runPhp({
      command: ['php'],
      name: 'restore-new-course',
      program: programText('restore-new-course'),
      request: { ...fields, categoryid, userid, moodledir: MOODLE_DIR },
      onProgress: killPhp,
    });
    await expect(dying).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await siteSize()).toMatchObject({ course: before.course! + 1 });

    const result = await site.bridge.restoreNewCourse(order, run());
    made.push(result.courseid);
    expect(result.shortname).toBe(order.shortname);
    expect(await siteSize()).toMatchObject({ course: before.course! + 1, counted: before.counted! + 1 });
    expect(await contentOf(result.courseid)).toEqual(full);
    expect(await site.bridge.restoreNewCourse(order, run())).toEqual(result);
    expect(await siteSize()).toMatchObject({ course: before.course! + 1 });
  }, 180_000);
});
