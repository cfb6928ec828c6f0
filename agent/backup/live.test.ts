/** Backups on a live Moodle: set MOODLE_DIR. Everything happens in a course of the tests' own. */
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLogger } from '../../runtime/logger.js';
import { courseFingerprint } from '../moodle/course/course-fingerprint.js';
import { openSite } from '../moodle/open-site.js';
import type { Site } from '../moodle/site.js';
import { startHttpAgent, type HttpAgent } from '../testing/http-agent.js';
import { backupHandlers } from './handlers.js';
import {
  activities,
  change,
  changes,
  deleteCourse,
  GOLDEN_DIR,
  inMoodle,
  makeCourse,
  MOODLE_DIR,
  warnWithoutMoodle,
} from './testing/live-moodle.js';

warnWithoutMoodle('backup and restore');

(MOODLE_DIR ? describe : describe.skip)('on a live Moodle', () => {
  let site: Site;
  let agent: HttpAgent;
  let course: number;
  let folder: string;

  beforeAll(async () => {
    const choice = { kind: 'php', moodleDir: MOODLE_DIR!, phpCommand: ['php'], phpTimeout: 60 } as const;
    site = await openSite(choice, createLogger('test', 'silent'));
    folder = join(site.config.tempdir, `moopanel-test-${process.pid}`);
    await mkdir(folder, { recursive: true });
    agent = await startHttpAgent({ site, config: { backupDir: folder } });
    for (const handler of backupHandlers(agent.context)) agent.context.tasks.register(handler);
    course = await makeCourse();
  }, 120_000);
  afterAll(async () => {
    if (course) await deleteCourse(course);
    await agent?.stop();
    await rm(folder, { recursive: true, force: true });
  }, 120_000);

  async function order(method: string, data: object) {
    const answer = await agent.ask('/backups', { method, data: { instance_id: 1, ...data } });
    await agent.context.tasks.runOnce();
    const [newest] = await agent.context.tasks.list({ limit: 1 });
    const task = await agent.context.tasks.get(newest!.id);
    return { answer, task: task!, result: task!.result as Record<string, unknown> };
  }
  const restore = (link: unknown, password: string) =>
    order('PUT', { moodle_course_id: course, link, password, user_id: 5, backup_result_id: 6 });

  /** Nothing of ours may stay in Moodle, whatever happened. */
  const leftInMoodle = () =>
    inMoodle<unknown>(
      `return [
        'files' => $DB->count_records_select('files', "component = 'backup' AND filename LIKE 'moopanel-%' AND contextid = ?",
          [context_course::instance($moopanel->course)->id]),
        'controllers' => $DB->count_records_select('backup_controllers', 'itemid = ? AND status < 1000', [$moopanel->course]),
      ];`,
      { course },
    );

  test('PHP and the agent agree on what the site is', async () => {
    const facts = await site.bridge.facts();
    expect(facts.release).toMatch(/^\d+\.\d+/);
    expect(facts.version).toMatch(/^20\d{8}/);
    expect(facts.phpExtensions).toContain('zip');
    await site.database.ping();
  });

  test('a deleted activity is back after a restore, and a wrong password touches nothing', async () => {
    const before = await activities(course);
    expect(before.some((name) => name.startsWith('page '))).toBe(true);
    const made = await order('POST', { mode: 'manual', courses: [course] });
    expect(made.task).toMatchObject({ status: 'succeeded', progress: 1 });

    await change(course, 'a deleted activity');
    const without = await activities(course);
    expect(without).not.toEqual(before);
    const state = await courseFingerprint(site, course);
    const wrong = await restore(made.result.link, 'wrong');
    expect(wrong.task).toMatchObject({ status: 'failed', error: 'Password incorrect.' });
    expect(await courseFingerprint(site, course)).toBe(state);

    const right = await restore(made.result.link, String(made.result.password));
    expect(right.task).toMatchObject({ status: 'succeeded', message: 'Backup restored.' });
    expect(await activities(course)).toEqual(before);
    expect(await leftInMoodle()).toEqual({ files: 0, controllers: 0 });
    expect((await readdir(join(folder, 'safety'))).filter((name) => name.endsWith('.mbz'))).toHaveLength(1);
  }, 120_000);

  test('a course that is gone and an archive that is none are told apart', async () => {
    const run = { signal: new AbortController().signal, progress: () => undefined, log: () => undefined };
    await expect(site.bridge.backupCourse({ courseId: 99_999_999 }, run)).rejects.toMatchObject({
      kind: 'not-found',
    });
    const file = `${MOODLE_DIR}/config.php`;
    await expect(site.bridge.inspectArchive(file, run)).rejects.toMatchObject({ kind: 'bad-archive' });
    await expect(site.bridge.restoreCourse({ courseId: course, file }, run)).rejects.toMatchObject({
      kind: 'bad-archive',
    });
    expect(await leftInMoodle()).toEqual({ files: 0, controllers: 0 });
  });

  test('an aborted backup leaves nothing in Moodle', async () => {
    const controller = new AbortController();
    const run = {
      signal: controller.signal,
      progress: () => controller.abort(),
      log: () => undefined,
    };
    await expect(site.bridge.backupCourse({ courseId: course }, run)).rejects.toMatchObject({
      kind: 'aborted',
    });
    expect(await leftInMoodle()).toEqual({ files: 0, controllers: 0 });
    expect(
      (await readdir(join(site.config.tempdir, 'moopanel'))).filter((name) => name.endsWith('.note')),
    ).toEqual([]);
  });

  test('the state of the course stays through a backup and shows every kind of change', async () => {
    let state = await courseFingerprint(site, course);
    await order('POST', { mode: 'auto', courses: [course] });
    expect(await courseFingerprint(site, course)).toBe(state);
    const again = await agent.ask('/backups', {
      method: 'POST',
      data: { instance_id: 1, courses: [course] },
    });
    expect(again.body).toMatchObject({ errors: [{ id: course, status: 204 }] });
    const unnoticed: string[] = [];
    for (const kind of Object.keys(changes)) {
      await change(course, kind);
      const next = await courseFingerprint(site, course);
      if (next === state) unnoticed.push(kind);
      state = next;
    }
    expect(unnoticed).toEqual([]);
  }, 120_000);

  (GOLDEN_DIR ? test : test.skip)(
    'the zip that the PHP plugin made restores',
    async () => {
      await mkdir(join(folder, 'auto'), { recursive: true });
      const name = 'course_3__2026_11_21_03_19.zip';
      await copyFile(join(GOLDEN_DIR!, 'moodle45-course_3-by-php.zip'), join(folder, 'auto', name));
      const { task } = await restore(`auto/${name}`, 'ETLhjKFe9CxWR3FF');
      expect(task).toMatchObject({ status: 'succeeded', message: 'Backup restored.' });
      expect((await activities(course)).length).toBeGreaterThan(1);
      const fullname = await inMoodle(`return get_course($moopanel->course)->shortname;`, { course });
      expect(fullname).toMatch(/^moopanel_test_/);
    },
    120_000,
  );
});
