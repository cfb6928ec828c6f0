/**
 * kill -9 of the agent at every step of a change of the site's code. After the restart, by itself, the site is wholly new or
 * wholly as before, and the task says which. With MOODLE_DIR the same walk is gone on that live Moodle, which it changes.
 */
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { parseConfig } from '../agent/config.js';
import { openSite } from '../agent/moodle/open-site.js';
import type { ChangePoint } from '../agent/packages/change-tools.js';
import { codeOf, databaseOf } from '../agent/packages/testing/site-state.js';
import { startZipServer, type ZipServer } from '../agent/packages/testing/zip-server.js';
import { createLogger } from '../runtime/logger.js';
import { AGENT_KEY } from './support/both-programs.js';
import { BuiltProgram, freePort } from './support/built-program.js';

const live = process.env.MOODLE_DIR;
if (!live)
  console.warn(
    'MOODLE_DIR is not set: the agent is killed beside the sample site only, not beside a live Moodle.',
  );

// A live Moodle takes its time for a dump, an upgrade and a look at its pages.
if (live) jest.setTimeout(600_000);

interface Check {
  status: number;
  error: string | null;
  result: { updates: { status: boolean; error: string | null }[]; report: { outcome: string } } | null;
}

let folder: string;
let zips: ZipServer;
let env: Record<string, string>;
let agent: BuiltProgram;
let version = Math.floor(Date.now() / 1000) - 1_700_000_000 + 2_030_000_000;

beforeAll(async () => {
  zips = await startZipServer();
  folder = await mkdtemp(join(tmpdir(), 'moopanel-kill-change-'));
  env = {
    AGENT_DATA_DIR: join(folder, 'agent'),
    AGENT_PORT: String(await freePort()),
    AGENT_API_KEY: AGENT_KEY,
    AGENT_DOWNLOAD_HOSTS: '127.0.0.1',
    ...(live ? { MOODLE_DIR: live } : { MOODLE_SAMPLE: join(folder, 'site') }),
  };
});
afterAll(async () => {
  await zips.stop();
  await rm(folder, { recursive: true, force: true });
});
afterEach(async () => {
  await agent.stop('SIGKILL');
});

async function start(point: ChangePoint | 'never'): Promise<BuiltProgram> {
  const program = BuiltProgram.start('../test/support/killed-change.mjs', env, [point]);
  await program.until(/ready at/);
  return program;
}

async function ask<T>(path: string, data?: object): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${env.AGENT_PORT}${path}`, {
    method: data ? 'POST' : 'GET',
    headers: { 'X-API-KEY': AGENT_KEY },
    body: data && JSON.stringify({ data }),
  });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as T;
}

/** The site as an outsider finds it: code, database, maintenance, what is left of the work. */
async function look() {
  const config = parseConfig(env);
  const site = await openSite(
    live ? config.site : { kind: 'sample', folder: env.MOODLE_SAMPLE! },
    createLogger('test', 'silent'),
  );
  try {
    const { dataroot } = site.config;
    const work = join(dataroot, 'moopanel_packages', 'work');
    return {
      code: await codeOf(live ? { config: { ...site.config, moodleDir: join(live, 'local') } } : site),
      database: live ? null : await databaseOf(site),
      maintenance: existsSync(join(dataroot, 'climaintenance.html')),
      leftovers: existsSync(work) ? readdirSync(work) : [],
      pages: (await site.bridge.pages(AbortSignal.timeout(60_000))).map(({ problem }) => problem),
      pending: (await site.bridge.upgradeState()).pending,
      disk: await readFile(join(site.config.codeRoot, 'local/walk/version.php'), 'utf8').catch(() => ''),
    };
  } finally {
    await site.close();
  }
}

/** Orders, lets the agent die at the point, starts it again, and waits for the task's end. */
async function killedAt(point: ChangePoint, link: string): Promise<Check> {
  agent = await start(point);
  const { moodle_job_id: id } = await ask<{ moodle_job_id: number }>('/plugins/installzip', {
    updates: [link],
    instance_id: 1,
  });
  await agent.ended();
  agent = await start('never');
  for (;;) {
    const check = await ask<Check>(`/tasks/check?id=${id}&type=plugins_install_zip`);
    if (check.status !== 2) return check;
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** Right after another point with nothing but a note between: walked on a live Moodle only, where a step takes its time. */
const besideAnother: ChangePoint[] = ['downloaded', 'noted-maintenance', 'dumped', 'noted-check', 'checked'];
const onTheWay: ChangePoint[] = [
  'downloaded',
  'staged',
  'noted-maintenance',
  'in-maintenance',
  'dumped',
  'noted-swap',
  'swapped-one',
  'swapped',
  'noted-upgrade',
  'upgraded',
  'noted-check',
  'left-maintenance',
  'checked',
  'noted-done',
];

const walked = onTheWay.filter((point) => live || !besideAnother.includes(point));

test.each(walked)('killed at "%s" an update is carried out all the same', async (point) => {
  version += 1;
  const link = await zips.plugin({ component: 'local_walk', version });
  expect(await killedAt(point, link)).toMatchObject({
    status: 1,
    error: '',
    result: { report: { outcome: 'done' } },
  });
  const after = await look();
  expect(after).toMatchObject({ maintenance: false, leftovers: [], pending: false, pages: [null, null] });
  expect(after.disk).toContain(String(version));
});

const onTheWayBack: ChangePoint[] = ['noted-revert', 'swapped-back', 'database-back'];

test.each(onTheWayBack)('killed at "%s" the site is put back all the same', async (point) => {
  version += 1;
  const before = await look();
  const link = await zips.plugin({
    component: 'local_walk',
    version,
    files: {
      'db/upgrade.php':
        "<?php\nfunction xmldb_local_walk_upgrade($old) {\n  throw new moodle_exception('boom');\n}\n",
    },
  });
  const check = await killedAt(point, link);
  expect(check).toMatchObject({ status: 3, result: { report: { outcome: 'reverted' } } });
  expect(await look()).toEqual(before);
  expect(before).toMatchObject({ maintenance: false, leftovers: [], pending: false });
});
