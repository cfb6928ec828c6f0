/** The command line as an operator uses it: a real agent, and a real HTTP server in place of the panel. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { enrolRequest, type EnrolRequest } from '../../contract/panel/instances.js';
import { createLogger } from '../../runtime/logger.js';
import { packageRoot } from '../../runtime/package-root.js';
import { main } from '../cli.js';
import { loadConfig, readAgentEnv } from '../config.js';
import { startAgent, type RunningAgentProgram } from '../main.js';
import { openStore } from '../store/store.js';
import { fakeSite } from '../testing/fake-site.js';
import { until } from '../testing/until.js';
import { heldWork, testHandler } from '../testing/test-handler.js';
import type { TaskHandler } from '../tasks/handler.js';

let folder: string;
let dataDir: string;
let environment: Record<string, string>;
let agent: RunningAgentProgram | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-cli-'));
  dataDir = join(folder, 'agent');
  environment = { AGENT_DATA_DIR: dataDir, MOODLE_SAMPLE: '1', AGENT_PORT: '0', AGENT_LOG_LEVEL: 'silent' };
});
afterEach(async () => {
  await agent?.stop();
  agent = undefined;
  await rm(folder, { recursive: true, force: true });
});

interface Ended {
  code: number;
  out: string;
  err: string;
}

/** Runs the command line in this process, with nothing of its environment but what the test says. */
async function run(...args: string[]): Promise<Ended> {
  const ended: Ended = { code: 0, out: '', err: '' };
  const before = { env: process.env, exitCode: process.exitCode };
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((ended.out += String(text)))),
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((ended.err += String(text)))),
  ];
  process.env = { PATH: before.env.PATH, ...environment };
  process.exitCode = undefined;
  try {
    await main(['node', 'moopanel-agent', ...args]);
    ended.code = Number(process.exitCode ?? 0);
  } finally {
    process.env = before.env;
    process.exitCode = before.exitCode;
    spies.forEach((spy) => spy.mockRestore());
  }
  return ended;
}

/** Runs it as a process of its own. */
function spawnCli(...args: string[]): Promise<Ended> {
  const loader = join(packageRoot(), 'agent/testing/typescript.mjs');
  const argv = [
    '--disable-warning=ExperimentalWarning',
    '--import',
    loader,
    join(packageRoot(), 'agent/cli.ts'),
    ...args,
  ];
  const options = { cwd: folder, env: { PATH: process.env.PATH, ...environment } };
  return new Promise((resolve) => {
    execFile(process.execPath, argv, options, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

/** An agent of this process on the same data folder. */
async function startHere(handler = testHandler()): Promise<RunningAgentProgram> {
  agent = await startAgent(loadConfig(environment), {
    logger: createLogger('test', 'silent'),
    site: fakeSite(folder),
    handlers: () => [handler as unknown as TaskHandler],
  });
  return agent;
}

test('init makes a key once, in a file of its own, and never replaces it unasked', async () => {
  const first = await run('init', '--yes', '--port', '4219', '--panel-url', 'https://panel.example.org');
  expect(first).toMatchObject({ code: 0, err: expect.stringContaining('Next:') });
  const key = first.out.trim();
  expect(Buffer.from(key, 'base64url')).toHaveLength(32);
  expect(readAgentEnv(dataDir)).toEqual({
    AGENT_PORT: '4219',
    PANEL_URL: 'https://panel.example.org',
    AGENT_API_KEY: key,
  });
  expect((await stat(join(dataDir, 'agent.env'))).mode & 0o777).toBe(0o600);

  expect(await run('init', '--yes')).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('nothing was changed'),
  });
  expect(readAgentEnv(dataDir).AGENT_API_KEY).toBe(key);
  const forced = await run('init', '--yes', '--force');
  expect(readAgentEnv(dataDir)).toMatchObject({ AGENT_API_KEY: forced.out.trim(), AGENT_PORT: '0' });
  expect(forced.out.trim()).not.toBe(key);
});

test('init writes nothing for a folder that is no Moodle', async () => {
  delete environment.MOODLE_SAMPLE;
  const ended = await run('init', '--yes', '--moodle-dir', folder);
  expect(ended).toEqual({
    code: 1,
    out: '',
    err: expect.stringMatching(/^moopanel-agent: There is no config.php in .*\n$/),
  });
  await expect(readFile(join(dataDir, 'agent.env'))).rejects.toThrow('ENOENT');
});

test('errors are one line: an unknown variable, no key, no agent', async () => {
  environment.AGENT_PROT = '1';
  expect(await spawnCli()).toEqual({
    code: 1,
    out: '',
    err: 'moopanel-agent: Unknown variable AGENT_PROT: see .env.example.\n',
  });
  delete environment.AGENT_PROT;
  expect((await run('start')).err).toMatch(/^moopanel-agent: The agent has no key yet.*\n$/);
  expect((await run('task', 'cancel', '1')).err).toMatch(/^moopanel-agent: No agent runs on .*\n$/);
});

test('tasks and callbacks can be seen and handled beside a running agent', async () => {
  environment.AGENT_API_KEY = 'cli-test-key-0123456789-0123456789';
  const work = heldWork();
  const { context } = await startHere(testHandler({ run: work.run }));
  const { id } = await context.tasks.enqueue('backup_course', { instance_id: 7, password: 'c4nary' });
  await work.untilBegun(1);
  expect((await run('task', 'list')).out).toMatch(/1 +backup_course +running/);
  expect(await run('task', 'cancel', String(id))).toMatchObject({
    code: 0,
    out: expect.stringContaining('being stopped'),
  });
  await until(async () => (await context.tasks.get(id))!.status === 'cancelled');
  expect((await run('task', 'log', '1')).out).toContain('Begun.');
  expect(JSON.parse((await run('task', 'show', '1')).out)).toMatchObject({ id: 1, status: 'cancelled' });
  expect(await run('task', 'show', '9')).toMatchObject({
    code: 1,
    err: expect.stringContaining('no task 9'),
  });

  await context.store.prisma.delivery.updateMany({ data: { status: 'failed' } });
  expect((await run('callback', 'list', '--failed')).out).toContain('/api/backups/courses/7');
  expect((await run('callback', 'resend', '1')).code).toBe(0);
  expect((await context.outbox.list())[0]).toMatchObject({ status: 'waiting' });
  expect(await run('callback', 'resend', '9')).toMatchObject({ code: 1 });
});

describe('enroll', () => {
  let panel: Server;
  let panelUrl: string;
  let asked: EnrolRequest[];
  /** Whether the agent answered the panel with the key that it had given. */
  let reached: number[];
  let refuse: boolean;
  /** Building the sample site takes a moment: one does for all tests. */
  let shared: string;

  beforeAll(async () => {
    shared = await mkdtemp(join(tmpdir(), 'moopanel-cli-site-'));
  });
  afterAll(() => rm(shared, { recursive: true, force: true }));

  beforeEach(async () => {
    environment.MOODLE_SAMPLE = join(shared, 'site');
    asked = [];
    reached = [];
    refuse = false;
    panel = createServer((req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () => {
        void answer(req.url!, Buffer.concat(chunks).toString()).then(({ status, body }) => {
          res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
        });
      });
    });
    panel.listen(0, '127.0.0.1');
    await once(panel, 'listening');
    panelUrl = `http://127.0.0.1:${(panel.address() as AddressInfo).port}/moo`;
  });
  afterEach(() => {
    panel.closeAllConnections();
    panel.close();
  });

  async function answer(path: string, text: string): Promise<{ status: number; body: object }> {
    if (path !== '/moo/api/v1/enrol') return { status: 404, body: {} };
    if (refuse)
      return { status: 410, body: { type: 'x', title: 'Gone', status: 410, detail: 'The code is used up.' } };
    const request = enrolRequest.parse(JSON.parse(text));
    asked.push(request);
    const response = await fetch(`${request.agent_url}/tasks`, { headers: { 'x-api-key': request.api_key } });
    reached.push(response.status);
    const body = { instance_id: 12, panel_url: `${panelUrl}/`, reachable: response.ok, problem: null };
    return { status: 201, body };
  }

  const settings = async () => {
    const store = await openStore(dataDir);
    const values = [await store.settings.get('panel_url'), await store.settings.get('instance_id')];
    await store.close();
    return values;
  };

  test('beside a running agent: it answers the panel with the key that was given', async () => {
    environment.AGENT_API_KEY = 'cli-test-key-0123456789-0123456789';
    agent = await startAgent(loadConfig(environment), { logger: createLogger('test', 'silent') });
    // A key that the running agent has not seen yet.
    environment.AGENT_API_KEY = 'new-cli-test-key-0123456789-0123456789';
    const ended = await run('enroll', '--panel', panelUrl, '--code', 'code-12345');
    expect(ended).toMatchObject({ code: 0, out: `Enrolled with ${panelUrl}/ as site 12.\n` });
    expect(asked).toMatchObject([{ agent_url: agent.url, api_key: environment.AGENT_API_KEY }]);
    expect(reached).toEqual([200]);
    expect(await settings()).toEqual([panelUrl, '12']);
  });

  test('without a running agent it serves for the time of the call, with a key of its own making', async () => {
    const ended = await run('enroll', '--panel', panelUrl, '--code', 'code-12345');
    expect(ended).toMatchObject({ code: 0, out: `Enrolled with ${panelUrl}/ as site 12.\n` });
    expect(asked).toMatchObject([
      { code: 'code-12345', site_url: expect.any(String), site_fullname: expect.any(String) },
    ]);
    expect(reached).toEqual([200]);
    expect(readAgentEnv(dataDir).AGENT_API_KEY).toBe(asked[0]!.api_key);
    expect(await settings()).toEqual([panelUrl, '12']);
  });

  test('what the panel refuses is told in its own words, and nothing is remembered', async () => {
    refuse = true;
    expect(await run('enroll', '--panel', panelUrl, '--code', 'code-12345')).toMatchObject({
      code: 1,
      err: expect.stringContaining('The panel did not take the site: The code is used up.'),
    });
    expect(await settings()).toEqual([null, null]);
  });
});
