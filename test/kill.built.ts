/** kill -9 of each program in the middle of the main job; both must end right after the restart. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Backup, BackupCreated } from '../contract/panel/backups.js';
import type { List } from '../contract/panel/common.js';
import type { Course } from '../contract/panel/courses.js';
import type { Instance } from '../contract/panel/instances.js';
import type { Task } from '../contract/panel/tasks.js';
import { ApiClient } from './support/api-client.js';
import { AGENT_KEY, PANEL_TOKEN } from './support/both-programs.js';
import { BuiltProgram, freePort } from './support/built-program.js';
import { EventStream } from './support/event-stream.js';

let folder: string;
let panelEnv: Record<string, string>;
let agentEnv: Record<string, string>;
let panel: BuiltProgram;
let agent: BuiltProgram;
let panelUrl: string;
let api: ApiClient;
let instance: Instance;
let courses: Course[];

async function startPanel(): Promise<void> {
  panel = BuiltProgram.start('panel/main.js', panelEnv);
  await panel.until(/MooPanel +http/);
}
async function startAgent(): Promise<void> {
  agent = BuiltProgram.start('agent/cli.js', agentEnv, ['start']);
  await agent.until(/agent started|listening/i);
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-kill-'));
  panelEnv = {
    DATA_DIR: join(folder, 'panel'),
    PANEL_PORT: String(await freePort()),
    PANEL_API_TOKEN: PANEL_TOKEN,
  };
  agentEnv = {
    AGENT_DATA_DIR: join(folder, 'agent'),
    AGENT_PORT: String(await freePort()),
    AGENT_API_KEY: AGENT_KEY,
    MOODLE_SAMPLE: join(folder, 'site'),
  };
  panelUrl = `http://127.0.0.1:${panelEnv.PANEL_PORT}`;
  api = new ApiClient(panelUrl, PANEL_TOKEN);
  await Promise.all([startPanel(), startAgent()]);
  const created = await api.ok<Instance>('POST', '/instances', {
    url: `http://127.0.0.1:${agentEnv.AGENT_PORT}`,
    api_key: AGENT_KEY,
    name: 'Sample',
  });
  instance = await api.ok<Instance>('POST', `/instances/${created.id}/sync`);
  courses = (await api.ok<List<Course>>('GET', `/instances/${instance.id}/courses?limit=100`)).items;
});
afterEach(async () => {
  await Promise.all([agent.stop('SIGKILL'), panel.stop('SIGKILL')]);
  await rm(folder, { recursive: true, force: true });
});

const ends = ['succeeded', 'failed', 'cancelled'];

/** Reads each task until it has ended, woken by the panel's events. */
async function allEnded(ids: number[]): Promise<Task[]> {
  const events = await EventStream.open(panelUrl, PANEL_TOKEN);
  try {
    return await Promise.all(
      ids.map(async (id) => {
        const now = await api.ok<Task>('GET', `/tasks/${id}`);
        if (ends.includes(now.status)) return now;
        const event = await events.until(
          (each) => each.type === 'task.updated' && each.data.id === id && ends.includes(each.data.status),
        );
        return event.data as Task;
      }),
    );
  } finally {
    await events.close();
  }
}

/** What lies in the site's backup folder, temporary files included. */
async function filesOfSite(): Promise<string[]> {
  const root = join(folder, 'site', 'moodledata', 'moopanel_course_backups');
  return (await readdir(root, { recursive: true, withFileTypes: true }))
    .filter((each) => each.isFile())
    .map((each) => each.name);
}

test('the agent is killed in the middle of backups: after its restart each yields one verified file', async () => {
  const events = await EventStream.open(panelUrl, PANEL_TOKEN);
  const ordered = await api.ok<BackupCreated>('POST', `/instances/${instance.id}/backups`, {
    course_ids: courses.map((course) => course.id),
  });
  await events.until((each) => each.type === 'task.updated' && each.data.status === 'running');
  await agent.stop('SIGKILL');
  await events.close();

  await startAgent();
  const tasks = await allEnded(ordered.items.map((item) => item.task_id));
  expect(tasks.map((task) => task.status)).toEqual(tasks.map(() => 'succeeded'));
  const backups = await api.ok<List<Backup>>('GET', `/instances/${instance.id}/backups?limit=500`);
  // Each file with its checksum beside it, and nothing else: no second try, nothing half-written.
  const expected = backups.items.flatMap((backup) => {
    const name = backup.link?.split('/').at(-1);
    return [name, `${name}.sha256`];
  });
  expect((await filesOfSite()).sort()).toEqual(expected.sort());
});

test('the panel is killed while the results are due: after its restart all have arrived, once each', async () => {
  const ordered = await api.ok<BackupCreated>('POST', `/instances/${instance.id}/backups`, {
    course_ids: courses.slice(0, 12).map((course) => course.id),
  });
  await panel.stop('SIGKILL');
  await agent.until(/callback not delivered yet/);
  await startPanel();
  const tasks = await allEnded(ordered.items.map((item) => item.task_id));
  expect(tasks.map((task) => task.status)).toEqual(tasks.map(() => 'succeeded'));
  const backups = await api.ok<List<Backup>>('GET', `/instances/${instance.id}/backups?limit=500`);
  expect(backups.total).toBe(12);
  expect(new Set(backups.items.map((backup) => backup.moodle_job_id)).size).toBe(12);
});
