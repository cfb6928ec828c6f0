/** `npm start` as a newcomer meets it, but for the build. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { List } from '../contract/panel/common.js';
import type { Instance } from '../contract/panel/instances.js';
import { ApiClient } from './support/api-client.js';
import { PANEL_TOKEN } from './support/both-programs.js';
import { BuiltProgram, freePort } from './support/built-program.js';

let folder: string;
let env: Record<string, string>;
let running: BuiltProgram | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-start-'));
  env = {
    DATA_DIR: join(folder, 'data'),
    PANEL_PORT: String(await freePort()),
    AGENT_PORT: String(await freePort()),
    PANEL_API_TOKEN: PANEL_TOKEN,
  };
});
afterEach(async () => {
  await running?.stop('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<{ program: BuiltProgram; panelUrl: string }> {
  running = BuiltProgram.start('quickstart/main.js', env);
  const match = await running.until(/MooPanel +(http\S+)/);
  await running.until(/Stop with ctrl-C/);
  return { program: running, panelUrl: match[1]! };
}

test('the first start prints addresses and a sign-in that works, with a full and an empty sample site registered', async () => {
  const { program, panelUrl } = await start();
  expect(panelUrl).toBe(`http://127.0.0.1:${env.PANEL_PORT}`);
  const [, email, password] = await program.until(/Sign in with +(\S+) +(\S+)/);
  const signIn = await fetch(`${panelUrl}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: panelUrl },
    body: JSON.stringify({ email, password }),
  });
  expect(signIn.status).toBe(200);
  const api = new ApiClient(panelUrl, PANEL_TOKEN);
  const sites = await api.ok<List<Instance>>('GET', '/instances');
  expect(sites.items).toEqual([
    expect.objectContaining({ connection_state: 'connected', course_count: 0 }),
    expect.objectContaining({ connection_state: 'connected', course_count: expect.any(Number) }),
  ]);
  expect(await readFile(join(env.DATA_DIR!, 'logs', 'panel.log'), 'utf8')).not.toContain(password);
});

test('starting again finds the data and prints no sign-in; ctrl-C stops cleanly', async () => {
  const first = await start();
  const { items } = await new ApiClient(first.panelUrl, PANEL_TOKEN).ok<List<Instance>>('GET', '/instances');
  expect(await first.program.stop('SIGINT')).toBe(0);

  const second = await start();
  expect(second.program.text).not.toContain('Sign in with');
  const sites = await new ApiClient(second.panelUrl, PANEL_TOKEN).ok<List<Instance>>('GET', '/instances');
  const named = (list: Instance[]) => list.map(({ id, name }) => [id, name]);
  expect(named(sites.items)).toEqual(named(items));
});

test('killed without a word, it starts again right away', async () => {
  const first = await start();
  await first.program.stop('SIGKILL');
  const second = await start();
  expect(
    (await new ApiClient(second.panelUrl, PANEL_TOKEN).ok<List<Instance>>('GET', '/instances')).total,
  ).toBe(2);
});

test('a taken port is said in one line', async () => {
  const other = createServer().listen(Number(env.PANEL_PORT), '127.0.0.1');
  await once(other, 'listening');
  try {
    running = BuiltProgram.start('quickstart/main.js', env);
    expect(await running.ended()).toBe(1);
    expect(running.text.trim().split('\n')).toHaveLength(1);
    expect(running.text).toContain(env.PANEL_PORT!);
    expect(running.text).toContain('PANEL_PORT');
  } finally {
    other.close();
  }
});

test('a data folder that cannot be one is said in one line', async () => {
  const file = join(folder, 'a-file');
  await writeFile(file, '');
  running = BuiltProgram.start('quickstart/main.js', { ...env, DATA_DIR: join(file, 'data') });
  expect(await running.ended()).toBe(1);
  expect(running.text.trim().split('\n')).toHaveLength(1);
  expect(running.text).toContain('DATA_DIR');
});

test('a misspelt variable stops the start with its name', async () => {
  running = BuiltProgram.start('quickstart/main.js', { ...env, PANEL_PROT: '1' });
  expect(await running.ended()).toBe(1);
  expect(running.text).toContain('PANEL_PROT');
});
