/**
 * Content moves from one site to another, as an operator's program orders it over HTTP: looked at in a dry run, moved,
 * moved once more, a course duplicated and an archive restored. The panel and both agents are the real ones.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseConfig } from '../agent/config.js';
import { startAgent, type RunningAgentProgram } from '../agent/main.js';
import type { List } from '../contract/panel/common.js';
import type { SiteUpload } from '../contract/panel/course-copies.js';
import type { Course } from '../contract/panel/courses.js';
import type { Instance } from '../contract/panel/instances.js';
import type { MigrationChoices, MigrationDetail, MigrationReport } from '../contract/panel/migrations.js';
import type { Task } from '../contract/panel/tasks.js';
import type { SiteTokenCreated } from '../contract/panel/webservices.js';
import { AGENT_KEY, PANEL_TOKEN, startBothPrograms, type BothPrograms } from './support/both-programs.js';

let programs: BothPrograms;
let college: RunningAgentProgram;
let source: Instance;
let target: Instance;
let courses: Course[];

async function register(url: string, name: string): Promise<Instance> {
  const { id } = await programs.api.ok<Instance>('POST', '/instances', { url, api_key: AGENT_KEY, name });
  return programs.api.ok<Instance>('POST', `/instances/${id}/sync`);
}

beforeAll(async () => {
  programs = await startBothPrograms();
  college = await startAgent(
    parseConfig({
      AGENT_DATA_DIR: join(programs.folder, 'college'),
      AGENT_PORT: '0',
      AGENT_API_KEY: AGENT_KEY,
      AGENT_LOG_LEVEL: 'fatal',
      MOODLE_SAMPLE: '1',
      MOODLE_SAMPLE_KIND: 'college',
    }),
  );
  source = await register(programs.agent.url, 'University');
  target = await register(college.url, 'College');
  const page = await programs.api.ok<List<Course>>('GET', `/instances/${source.id}/courses?limit=3`);
  courses = page.items;
}, 120_000);
afterAll(async () => {
  await college?.stop();
  await programs.dispose();
});

/** Waits as the page does: told that something moved, it loads it again. */
async function ended(id: number): Promise<MigrationDetail> {
  const known = new Set<unknown>();
  for (;;) {
    const now = await programs.api.ok<MigrationDetail>('GET', `/migrations/${id}`);
    if (now.finished_at !== null) return now;
    known.add(
      await programs.events.until(
        (event) => event.type === 'migration.updated' && event.data.id === id && !known.has(event),
      ),
    );
  }
}

async function taskEnded(id: number): Promise<Task> {
  const event = await programs.events.until(
    (each) => each.type === 'task.updated' && each.data.id === id && each.data.finished_at !== null,
  );
  return event.data as Task;
}

const two = () => ({
  what: 'courses',
  source_id: source.id,
  target_ids: [target.id],
  export_settings: { export_instances: 'selected', select_courses: courses.slice(0, 2).map(({ id }) => id) },
});

async function coursesAt(site: Instance): Promise<(string | null)[]> {
  await programs.api.ok('POST', `/instances/${site.id}/sync`);
  const page = await programs.api.ok<List<Course>>('GET', `/instances/${site.id}/courses?limit=500`);
  return page.items.map(({ shortname }) => shortname);
}

describe('moving courses to another site', () => {
  let preview: MigrationDetail;

  test('both sites say what they can move, and how', async () => {
    const from = await programs.api.ok<MigrationChoices>('GET', `/instances/${source.id}/migration`);
    expect(from.exporters.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['courses', 'users', 'site']),
    );
    const settings = from.exporters.find(({ what }) => what === 'courses')?.settings.map(({ name }) => name);
    expect(settings).toEqual(expect.arrayContaining(Object.keys(two().export_settings)));
    const to = await programs.api.ok<MigrationChoices>('GET', `/instances/${target.id}/migration`);
    expect(to.importers.map(({ what }) => what)).toContain('courses');
  });

  test('a dry run tells what would be made, and makes nothing', async () => {
    const before = await coursesAt(target);
    const made = await programs.api.ok<MigrationDetail>('POST', '/migrations', { ...two(), dry_run: true });
    preview = await ended(made.id);
    expect(preview).toMatchObject({ state: 'done', succeeded: 1, error: null });
    expect(preview.targets[0]?.counts.courses).toEqual({ created: 2 });
    expect(await coursesAt(target)).toEqual(before);
  });

  test('the real run makes them, and its report names each', async () => {
    const made = await programs.api.ok<MigrationDetail>('POST', `/migrations/${preview.id}/start`);
    const done = await ended(made.id);
    expect(done).toMatchObject({ state: 'done', succeeded: 1, progress: 1, preview_id: preview.id });
    expect(done.export.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(done.targets[0]).toMatchObject({
      transferred: done.export.size,
      counts: { courses: { created: 2 } },
    });
    const wanted = courses.slice(0, 2).map(({ shortname }) => shortname);
    expect(await coursesAt(target)).toEqual(expect.arrayContaining(wanted));
    const path = `/migrations/${done.id}/targets/${done.targets[0]?.id}/report?kind=courses`;
    const report = await programs.api.ok<MigrationReport>('GET', path);
    expect(report.entries.map(({ outcome }) => outcome)).toEqual(['created', 'created']);
    expect(report.entries.every(({ target_id }) => target_id !== null)).toBe(true);
  });

  test('moved once more they are found there, and nothing is made', async () => {
    const before = await coursesAt(target);
    const made = await programs.api.ok<MigrationDetail>('POST', '/migrations', two());
    const done = await ended(made.id);
    expect(done.state).toBe('done');
    expect(Object.values(done.targets[0]?.counts ?? {}).every((each) => (each.created ?? 0) === 0)).toBe(
      true,
    );
    expect(await coursesAt(target)).toEqual(before);
  });
});

describe('new courses within a site', () => {
  test('a course is duplicated', async () => {
    const [course] = courses;
    const body = { category_id: course!.category_id, fullname: 'Once more', shortname: 'AGAIN' };
    const path = `/instances/${source.id}/courses/${course!.id}/duplicate`;
    const task = await programs.api.ok<Task>('POST', path, body);
    expect(await taskEnded(task.id)).toMatchObject({
      status: 'succeeded',
      result_source: 'poll',
      error: null,
    });
    expect(await coursesAt(source)).toContain('AGAIN');
    // The name is taken now.
    const again = await programs.api.call<Task>('POST', path, body);
    expect([409, 422]).toContain(again.status);
  });

  test('what is no course backup is refused, however well it was uploaded', async () => {
    const bytes = Buffer.from('This is no course.');
    const uploads = `/instances/${target.id}/uploads`;
    const { id } = await programs.api.ok<SiteUpload>('POST', uploads, { name: 'x.mbz', size: bytes.length });
    const sent = await fetch(`${programs.panel.url}/api/v1${uploads}/${id}/chunk?offset=0`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${PANEL_TOKEN}`, 'content-type': 'application/octet-stream' },
      body: bytes,
    });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(await sent.json()).toMatchObject({ complete: true, sha256 });
    const body = { upload_id: id, category_id: 1 };
    const refused = await programs.api.call<Task>('POST', `/instances/${target.id}/courses/restore`, body);
    expect([409, 422]).toContain(refused.status);
  });
});

test('a token made here opens the web services of the site, and is told once', async () => {
  const path = `/instances/${source.id}/webservice`;
  const made = await programs.api.ok<SiteTokenCreated>('POST', `${path}/tokens`, {
    name: 'x',
    username: 'admin',
  });
  const site = await programs.api.ok<{ url: string }>('GET', path);
  expect(JSON.stringify(site)).not.toContain(made.token);
  const ask = async () => {
    const query = new URLSearchParams({
      wstoken: made.token,
      wsfunction: 'tool_wp_perform_export',
      exporter: '',
      moodlewsrestformat: 'json',
    });
    return JSON.stringify(await (await fetch(`${site.url}?${query}`)).json());
  };
  expect(await ask()).toContain('Choose from');
  const revoked = await programs.api.call('DELETE', `${path}/tokens/${made.id}`);
  expect(revoked.status).toBe(204);
  expect(await ask()).toContain('invalidtoken');
});
