/** Tokens of the web services on the command line, beside a real agent on the sample site. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createLogger } from '../../runtime/logger.js';
import { main } from '../cli.js';
import { loadConfig } from '../config.js';
import { startAgent, type RunningAgentProgram } from '../main.js';
import { openBuiltSite } from '../moodle/sample/testing/built-site.js';
import { expiry } from './token.js';

let folder: string;
let environment: Record<string, string>;
let agent: RunningAgentProgram;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-token-'));
  environment = {
    AGENT_DATA_DIR: join(folder, 'agent'),
    AGENT_API_KEY: 'token-test-key-0123456789-0123456789',
    MOODLE_SAMPLE: join(folder, 'site'),
    AGENT_PORT: '0',
  };
  const logger = createLogger('test', 'silent');
  const site = await openBuiltSite(join(folder, 'site'), logger);
  agent = await startAgent(loadConfig(environment), { logger, site });
}, 30_000);
afterAll(async () => {
  await agent.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What a command prints on standard output and on standard error. */
async function run(...args: string[]): Promise<[out: string, err: string]> {
  const said: [string, string] = ['', ''];
  const before = { env: process.env, exitCode: process.exitCode };
  const spies = [process.stdout, process.stderr].map((stream, i) =>
    jest.spyOn(stream, 'write').mockImplementation((text) => Boolean((said[i] += String(text)))),
  );
  process.env = { PATH: before.env.PATH, ...environment };
  try {
    await main(['node', 'moopanel-agent', 'token', ...args]);
  } finally {
    process.env = before.env;
    process.exitCode = before.exitCode;
    spies.forEach((spy) => spy.mockRestore());
  }
  return said;
}

async function siteInfo(token: string): Promise<Record<string, unknown>> {
  const query = `wsfunction=core_webservice_get_site_info&moodlewsrestformat=json&wstoken=${token}`;
  const res = await fetch(`${agent.url}/webservice/rest/server.php?${query}`);
  return (await res.json()) as Record<string, unknown>;
}

test('a token is printed once, works, is listed, and ends when it is revoked', async () => {
  const [out, err] = await run('create', '--user', 'admin', '--name', 'sync', '--expires', '30d');
  const token = out.trim();
  expect(token).toMatch(/^[0-9a-f]{32}$/);
  expect(err).toContain('/webservice/rest/server.php');
  expect(await siteInfo(token)).toMatchObject({ username: 'admin' });
  const [list] = await run('list');
  expect(list).toMatch(/sync +admin +everything +anywhere/);
  expect(list).not.toContain(token);
  const [json] = await run('list', '--json');
  const [{ id }] = JSON.parse(json) as [{ id: number }];
  expect((await run('revoke', String(id)))[0]).toBe(`Token ${id} is revoked.\n`);
  expect(await siteInfo(token)).toMatchObject({ errorcode: 'invalidtoken' });
});

test('services say what tokens may call', async () => {
  await run('service', 'create', 'Info', '--functions', 'core_webservice_get_site_info');
  const [json] = await run(
    'create',
    '--user',
    't001',
    '--service',
    'Info',
    '--addresses',
    '127.0.0.1,10.0.0.0/8',
    '--json',
  );
  const created = JSON.parse(json) as { token: string };
  expect(created).toMatchObject({
    service: 'Info',
    username: 't001',
    addresses: ['127.0.0.1', '10.0.0.0/8'],
  });
  expect(await siteInfo(created.token)).toMatchObject({
    functions: [{ name: 'core_webservice_get_site_info' }],
  });
  expect((await run('services'))[0]).toMatch(/Info +1 +core_webservice_get_site_info/);
  expect((await run('service', 'delete', 'Info'))[1]).toContain('Tokens use this service');
  expect((await run('functions'))[0]).toMatch(/core_webservice_get_site_info +read/);
});

test.each([
  [['create', '--user', 'nobody'], 'the site has no user "nobody"'],
  [['create', '--user', 'admin', '--service', 'None'], 'There is no service "None"'],
  [
    ['create', '--user', 'admin', '--service', 'Info', '--functions', 'a_b'],
    'either --functions or --service',
  ],
  [['revoke', '999'], 'There is no token 999'],
])('%j is refused in one line', async (args, words) => {
  const [out, err] = await run(...args);
  expect([out, err]).toEqual(['', expect.stringContaining(words)]);
});

test('an expiry is a day, a moment, a number of days, or never', () => {
  expect(expiry('never')).toBeNull();
  expect(expiry('2027-01-31')).toBe(Date.parse('2027-01-31T23:59:59Z') / 1000);
  expect(expiry('2027-01-31T08:00:00Z')).toBe(Date.parse('2027-01-31T08:00:00Z') / 1000);
  expect(expiry('30d', 0)).toBe(30 * 86_400);
  for (const text of ['', '2027', '31.1.2027', '0d', '2027-02-31x']) expect(() => expiry(text)).toThrow();
});
