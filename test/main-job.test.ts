/**
 * The main job, as an operator's program does it over HTTP: register a site, see it, back a course up, follow the task,
 * get the result by callback, restore, delete. Panel, agent and sample site are the real ones.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SampleEditor } from '../agent/moodle/sample/sample-editor.js';
import type { Backup, BackupCreated } from '../contract/panel/backups.js';
import type { List } from '../contract/panel/common.js';
import type { Course } from '../contract/panel/courses.js';
import type { Instance } from '../contract/panel/instances.js';
import type { Task } from '../contract/panel/tasks.js';
import { AGENT_KEY, PANEL_TOKEN, startBothPrograms, type BothPrograms } from './support/both-programs.js';

let programs: BothPrograms;
let instance: Instance;
let courses: Course[];
let backup: Backup;

beforeAll(async () => {
  programs = await startBothPrograms();
}, 60_000);
afterAll(() => programs.dispose());

/** Waits for the task's end as the page does: by the panel's events. */
async function ended(taskId: number): Promise<Task> {
  const event = await programs.events.until(
    (each) =>
      each.type === 'task.updated' &&
      each.data.id === taskId &&
      ['succeeded', 'failed', 'cancelled'].includes(each.data.status),
  );
  return event.data as Task;
}

describe('the main job', () => {
  test('a site is registered by address and key, and a wrong key says so', async () => {
    const url = programs.agent.url;
    const wrong = await programs.api.ok<{ ok: boolean; connection_state: string; hint: string }>(
      'POST',
      '/instances/test',
      { url, api_key: 'not-the-key-at-all' },
    );
    expect(wrong).toMatchObject({ ok: false, connection_state: 'unauthorized' });
    expect(wrong.hint).toBeTruthy();

    const created = await programs.api.call<Instance>('POST', '/instances', {
      url,
      api_key: AGENT_KEY,
      name: 'Sample',
    });
    expect(created.status).toBe(201);
    expect(JSON.stringify(created.body)).not.toContain(AGENT_KEY);

    instance = await programs.api.ok<Instance>('POST', `/instances/${created.body.id}/sync`);
    expect(instance).toMatchObject({
      name: 'Sample',
      connection_state: 'connected',
      agent_kind: 'agent',
      moodle_version: '4.5.6 (Build: 20250811)',
    });
    expect(instance.user_count).toBeGreaterThan(100);
  });

  test('its courses are listed with their categories, page by page', async () => {
    const page = await programs.api.ok<List<Course>>('GET', `/instances/${instance.id}/courses?limit=10`);
    expect(page.items).toHaveLength(10);
    expect(page.total).toBe(instance.course_count);
    expect(page.items[0]?.category_path).toBeTruthy();
    const next = await programs.api.ok<List<Course>>(
      'GET',
      `/instances/${instance.id}/courses?limit=10&cursor=${encodeURIComponent(page.next ?? '')}`,
    );
    expect(next.items.map((course) => course.id)).not.toContain(page.items[0]?.id);
    courses = [...page.items, ...next.items];
  });

  test('courses are backed up, and the result arrives by callback with size and checksum', async () => {
    const [first, second] = courses;
    const ordered = await programs.api.call<BackupCreated>('POST', `/instances/${instance.id}/backups`, {
      course_ids: [first!.id, second!.id, 99_999],
    });
    expect(ordered.status).toBe(202);
    expect(ordered.body.items).toHaveLength(2);
    expect(ordered.body.errors).toEqual([expect.objectContaining({ course_id: 99_999, status: 404 })]);

    for (const item of ordered.body.items) {
      const task = await ended(item.task_id);
      expect(task).toMatchObject({ status: 'succeeded', progress: 1, error: null });
      expect(task.moodle_job_id).toBeGreaterThan(0);
    }
    backup = await programs.api.ok<Backup>('GET', `/backups/${ordered.body.items[0]!.id}`);
    expect(backup).toMatchObject({ status: 'succeeded', course_id: first!.id, course_name: first!.name });
    expect(backup.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(backup.size).toBeGreaterThan(500);
  });

  test('the finished file is downloaded whole: its checksum is the one that was reported', async () => {
    const response = await fetch(`${programs.panel.url}/api/v1/backups/${backup.id}/file`, {
      headers: { authorization: `Bearer ${PANEL_TOKEN}` },
    });
    expect(response.status).toBe(200);
    const file = Buffer.from(await response.arrayBuffer());
    expect(file.length).toBe(backup.size);
    expect(createHash('sha256').update(file).digest('hex')).toBe(backup.sha256);
  });

  test('a restore brings back what was deleted since', async () => {
    const editor = new SampleEditor(programs.siteFolder);
    try {
      const before = editor.view(backup.course_id);
      const activities = before.sections.flatMap((section) => section.activities);
      editor.deleteActivity(activities[0]!.cmid);
      expect(editor.view(backup.course_id).sections.flatMap((s) => s.activities)).toHaveLength(
        activities.length - 1,
      );

      const restore = await programs.api.call<Task>('POST', `/backups/${backup.id}/restore`);
      expect(restore.status).toBe(202);
      expect(await ended(restore.body.task_id)).toMatchObject({
        type: 'backup_course_restore',
        status: 'succeeded',
      });

      const after = editor.view(backup.course_id).sections.flatMap((section) => section.activities);
      expect(after.map((each) => [each.module, each.name])).toEqual(
        activities.map((each) => [each.module, each.name]),
      );
    } finally {
      editor.close();
    }
  });

  test('a deleted backup is gone from the site and from the list', async () => {
    const file = join(programs.agent.context.site.config.dataroot, 'moopanel_course_backups', backup.link!);
    expect(existsSync(file)).toBe(true);
    const deletion = await programs.api.call<Task>('DELETE', `/backups/${backup.id}`);
    expect(deletion.status).toBe(202);
    expect(await ended(deletion.body.task_id)).toMatchObject({
      type: 'backup_course_delete',
      status: 'succeeded',
    });
    expect(existsSync(file)).toBe(false);
    const left = await programs.api.ok<List<Backup>>('GET', `/instances/${instance.id}/backups`);
    expect(left.items.map((each) => each.id)).not.toContain(backup.id);
  });

  test('no reply, event or log of all this held the key or a password', async () => {
    expect(JSON.stringify(programs.events.events)).not.toContain(AGENT_KEY);
    const { password } = await programs.api.ok<{ password: string }>(
      'GET',
      `/backups/${backup.id + 1}/password`,
    );
    expect(password).toHaveLength(24);
    expect(JSON.stringify(programs.events.events)).not.toContain(password);
  });
});
