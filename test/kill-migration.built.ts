/**
 * kill -9 of the panel, of the source's agent and of a target's in every phase of one migration, and of copies. Whoever died
 * is started again, and nobody does anything else. A second target, whose agent lives, shows what must come out of it.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openSampleSite } from '../agent/moodle/sample/sample-site.js';
import { copyBuiltSite } from '../agent/moodle/sample/testing/built-site.js';
import type { List } from '../contract/panel/common.js';
import type { Course } from '../contract/panel/courses.js';
import type { SiteUpload } from '../contract/panel/course-copies.js';
import type { Instance } from '../contract/panel/instances.js';
import type { MigrationDetail, MigrationWhat } from '../contract/panel/migrations.js';
import type { Task } from '../contract/panel/tasks.js';
import { createLogger } from '../runtime/logger.js';
import { ApiClient } from './support/api-client.js';
import { AGENT_KEY, PANEL_TOKEN } from './support/both-programs.js';
import { BuiltProgram, freePort } from './support/built-program.js';

/** A program that is started again whenever it has died of the points in its file. */
class Kept {
  private program: BuiltProgram | undefined;
  private keeping: Promise<void> = Promise.resolve();
  private stopped = false;
  private deaths = 0;
  private ordered = 0;

  private constructor(
    private readonly kind: 'agent' | 'panel',
    private readonly env: Record<string, string>,
    readonly url: string,
  ) {}

  static async start(kind: 'agent' | 'panel', name: string, env: Record<string, string>): Promise<Kept> {
    const port = String(await freePort());
    const file = join(folder, `${name}.points`);
    await writeFile(file, '');
    const kept = new Kept(
      kind,
      { ...env, [kind === 'agent' ? 'AGENT_PORT' : 'PANEL_PORT']: port, MORTAL_AT: file },
      `http://127.0.0.1:${port}`,
    );
    await kept.begin();
    kept.keeping = kept.keep();
    return kept;
  }

  /** Where it is to die, one after the other. */
  async dieAt(points: string[]): Promise<void> {
    this.ordered += points.length;
    await writeFile(this.env.MORTAL_AT!, points.join('\n'));
  }

  /** That it has died at all of its points and nowhere else. */
  async expectDied(): Promise<void> {
    expect(await readFile(this.env.MORTAL_AT!, 'utf8')).toBe('');
    expect(this.deaths).toBe(this.ordered);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.program?.stop('SIGKILL');
    await this.keeping;
  }

  private async begin(): Promise<void> {
    this.program = BuiltProgram.start('../test/support/mortal.mjs', this.env, [this.kind]);
    await this.program.until(/ready at/);
  }

  private async keep(): Promise<void> {
    for (;;) {
      await this.program?.ended();
      if (this.stopped) return;
      this.deaths += 1;
      await this.begin().catch((error: unknown) => {
        if (!this.stopped) throw error;
      });
    }
  }
}

let folder: string;
let panel: Kept;
let source: Kept;
/** The target that dies, and the one that does not. */
let mortal: Kept;
let steady: Kept;
let api: ApiClient;
const sites: Instance[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-kill-migration-'));
  await copyBuiltSite(join(folder, 'source'));
  const agent = (name: string, kind: string) =>
    Kept.start('agent', name, {
      AGENT_DATA_DIR: join(folder, `${name}-agent`),
      AGENT_API_KEY: AGENT_KEY,
      MOODLE_SAMPLE: join(folder, name),
      MOODLE_SAMPLE_KIND: kind,
    });
  [panel, source, mortal, steady] = await Promise.all([
    Kept.start('panel', 'panel', { DATA_DIR: join(folder, 'panel'), PANEL_API_TOKEN: PANEL_TOKEN }),
    agent('source', 'university'),
    agent('mortal', 'college'),
    agent('steady', 'college'),
  ]);
  api = new ApiClient(panel.url, PANEL_TOKEN);
  for (const [name, { url }] of Object.entries({ source, mortal, steady })) {
    const { id } = await api.ok<Instance>('POST', '/instances', { url, api_key: AGENT_KEY, name });
    sites.push(await api.ok<Instance>('POST', `/instances/${id}/sync`));
  }
}, 60_000);
afterAll(async () => {
  await Promise.all([source, mortal, steady, panel].map((program) => program?.stop()));
  await rm(folder, { recursive: true, force: true });
});

/** Asks until it is so; a panel that is dead just now is asked again. */
async function until<T>(path: string, ended: (found: T) => boolean): Promise<T> {
  for (;;) {
    const found = await api.ok<T>('GET', path).catch((error: unknown) => {
      // What `fetch` throws; its class is another than that of this file.
      if ((error as Error).name === 'TypeError') return null;
      throw error;
    });
    if (found !== null && ended(found)) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function migrate(what: MigrationWhat, settings: object = {}): Promise<MigrationDetail> {
  const [from, ...targets] = sites.map((site) => site.id);
  const order = { what, source_id: from, target_ids: targets, export_settings: settings };
  const { id } = await api.ok<MigrationDetail>('POST', '/migrations', order);
  return until<MigrationDetail>(`/migrations/${id}`, (found) => found.finished_at !== null);
}

/** All that it died of it did, both targets have the same, and once more brings nothing. */
async function expectWhole(what: MigrationWhat, settings: object, created: object): Promise<void> {
  const done = await migrate(what, settings);
  for (const program of [panel, source, mortal, steady]) await program.expectDied();
  expect(done).toMatchObject({ state: 'done', succeeded: 2, failed: 0 });
  const [killed, lived] = done.targets;
  expect(killed!.counts).toEqual(lived!.counts);
  expect(lived!.counts).toMatchObject(created);
  const content = await contentOf('mortal');
  expect(content).toEqual(await contentOf('steady'));

  const again = await migrate(what, settings);
  // The one whom both sites call admin is somebody else at each, the second time as well.
  const outcomes = again.targets.flatMap(({ counts }) => Object.values(counts).flatMap(Object.keys));
  expect(new Set(outcomes.filter((each) => each !== 'conflict'))).toEqual(new Set(['matched']));
  expect(await contentOf('mortal')).toEqual(content);
}

/** Rows of each table, and the names of courses. */
async function contentOf(name: string) {
  const site = await openSampleSite(join(folder, name), createLogger('test', 'silent'), 'college');
  try {
    const { db } = site.database;
    const tables = (await db.introspection.getTables())
      .map(({ name: full }) => full.replace(site.config.prefix, ''))
      .sort();
    const rows: Record<string, number> = {};
    for (const table of tables) {
      const { n } = await db
        .selectFrom(table)
        .select((q) => q.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow();
      rows[table] = Number(n);
    }
    const courses = await db.selectFrom('course').select('shortname').orderBy('shortname').execute();
    return { rows, courses: courses.map(({ shortname }) => String(shortname)) };
  } finally {
    await site.close();
  }
}

test('a target dies while accounts are made, and has each of them once', async () => {
  await mortal.dieAt(['before createEntities users', 'after createEntities users']);
  await expectWhole('users', {}, { users: { created: expect.any(Number) } });
});

test('every program dies in every phase of a migration, and it is done once and whole', async () => {
  await panel.dieAt([
    'answer to POST /migration/exports',
    'answer to PUT /uploads/chunk',
    'answer to POST /migration/imports',
  ]);
  await source.dieAt(['within backupCourseFor', 'after backupCourseFor', 'GET /migration/exports/file']);
  await mortal.dieAt([
    'PUT /uploads/chunk',
    'POST /uploads/finish',
    'after createEntities coursecategories',
    'within restoreNewCourse',
    'after restoreNewCourse',
  ]);
  const { items } = await api.ok<List<Course>>('GET', `/instances/${sites[0]!.id}/courses?limit=2`);
  const chosen = items.map((course) => course.id);
  const settings = { export_instances: 'selected', select_courses: chosen, users: 1 };
  await expectWhole('courses', settings, { courses: { created: 2 } });
});

test('a duplication and a restore go on after deaths, and make one course each', async () => {
  const site = `/instances/${sites[1]!.id}`;
  await api.ok('POST', `${site}/sync`);
  const [course] = (await api.ok<List<Course>>('GET', `${site}/courses?limit=1`)).items;
  const before = await contentOf('mortal');
  const names = { category_id: course!.category_id, fullname: 'Twice' };

  await mortal.dieAt(['within backupCourseFor', 'within restoreNewCourse']);
  const duplicate = await api.ok<Task>('POST', `${site}/courses/${course!.id}/duplicate`, {
    ...names,
    shortname: 'DUPLICATE',
  });
  expect((await endOf(duplicate)).status).toBe('succeeded');
  await mortal.expectDied();

  const upload = await handOver(site, course!);
  await mortal.dieAt(['within restoreNewCourse', 'after restoreNewCourse']);
  const restore = await api.ok<Task>('POST', `${site}/courses/restore`, {
    ...names,
    upload_id: upload,
    shortname: 'RESTORED',
  });
  expect((await endOf(restore)).status).toBe('succeeded');
  await mortal.expectDied();

  expect((await contentOf('mortal')).courses).toEqual([...before.courses, 'DUPLICATE', 'RESTORED'].sort());
});

const endOf = ({ id }: Task) =>
  until<Task>(`/tasks/${id}`, (task) => ['succeeded', 'failed', 'cancelled'].includes(task.status));

/** A course's archive through the panel to its site. @returns the upload's id */
async function handOver(path: string, course: Course): Promise<string> {
  const site = await openSampleSite(join(folder, 'mortal'), createLogger('test', 'silent'), 'college');
  const run = { signal: AbortSignal.timeout(60_000), progress: () => undefined, log: () => undefined };
  const archive = await site.bridge.backupCourse({ courseId: course.id }, run);
  const bytes = await readFile(archive.path);
  await archive.release();
  await site.close();
  const begun = { name: 'course.mbz', size: bytes.length };
  const { id } = await api.ok<SiteUpload>('POST', `${path}/uploads`, begun);
  const sent = await fetch(`${panel.url}/api/v1${path}/uploads/${id}/chunk?offset=0`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${PANEL_TOKEN}`, 'content-type': 'application/octet-stream' },
    body: new Uint8Array(bytes),
  });
  expect(sent.status).toBe(200);
  return id;
}
