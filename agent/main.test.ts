import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import axios from 'axios';
import { createLogger } from '../runtime/logger.js';
import { StartError } from '../runtime/start-error.js';
import { agentApi } from './cli/local-agent.js';
import { parseConfig, type AgentConfig } from './config.js';
import { startAgent, type RunningAgentProgram } from './main.js';
import { announcedAgent } from './running-agent.js';
import { openStore } from './store/store.js';
import { fakeSite } from './testing/fake-site.js';
import { until } from './testing/until.js';
import { heldWork, testHandler } from './testing/test-handler.js';
import type { TaskHandler } from './tasks/handler.js';

const KEY = 'main-test-key-0123456789-0123456789';
const logger = createLogger('test', 'silent');

let folder: string;
let config: AgentConfig;
let started: RunningAgentProgram[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-main-'));
  config = parseConfig({
    AGENT_DATA_DIR: join(folder, 'agent'),
    AGENT_PORT: '0',
    AGENT_API_KEY: KEY,
    MOODLE_SAMPLE: '1',
  });
  started = [];
});
afterEach(async () => {
  for (const agent of started) await agent.stop();
  await rm(folder, { recursive: true, force: true });
});

async function start(
  changes: Partial<AgentConfig> = {},
  handler = testHandler(),
): Promise<RunningAgentProgram> {
  const agent = await startAgent(
    { ...config, ...changes },
    { logger, site: fakeSite(folder), handlers: () => [handler as unknown as TaskHandler] },
  );
  started.push(agent);
  return agent;
}

test('serves, works, and stops cleanly; starting again finds the data', async () => {
  const work = heldWork();
  const first = await start({}, testHandler({ run: work.run }));
  const { id } = await first.context.tasks.enqueue('backup_course', {});
  await work.untilBegun(1);
  const { data } = await agentApi(first.url, KEY).get('/tasks');
  expect(data).toMatchObject({ tasks: [{ id, status: 'running' }] });
  expect(announcedAgent(config.dataDir)).toEqual({ url: first.url, pid: process.pid });

  await Promise.all([first.stop(), first.stop()]);
  expect(announcedAgent(config.dataDir)).toBeNull();
  await expect(axios.get(`${first.url}/healthz`)).rejects.toThrow();

  const second = await start();
  await until(async () => (await second.context.tasks.get(id))!.status === 'succeeded');
  expect(await second.context.tasks.get(id)).toMatchObject({ attempts: 2 });
});

test('a second agent on the same data folder is refused in one line', async () => {
  await start();
  await expect(start()).rejects.toThrow(/^Another agent runs on /);
});

test.each<[string, () => Promise<Partial<AgentConfig>>, RegExp]>([
  ['no key', async () => ({ apiKey: undefined }), /^The agent has no key yet/],
  [
    'a folder below a file',
    async () => {
      await writeFile(join(folder, 'file'), '');
      return { dataDir: join(folder, 'file', 'agent') };
    },
    /AGENT_DATA_DIR/,
  ],
  [
    'a damaged sealing key',
    async () => {
      const store = await openStore(config.dataDir);
      await store.close();
      await writeFile(join(config.dataDir, 'seal.key'), 'x');
      return {};
    },
    /seal\.key is damaged/,
  ],
])('%s stops the start with what to do', async (_name, prepare, message) => {
  const changes = await prepare();
  const failure = start(changes);
  await expect(failure).rejects.toBeInstanceOf(StartError);
  await expect(failure).rejects.toThrow(message);
  // Nothing of the failed start is left in the way.
  if (changes.dataDir === undefined && changes.apiKey === config.apiKey)
    await expect(start()).rejects.toThrow(message);
});

test('a folder that is no Moodle stops the start, and frees the data folder', async () => {
  const site = { kind: 'php', moodleDir: folder, phpCommand: ['no-such-php'], phpTimeout: 5 } as const;
  await expect(
    startAgent({ ...config, site: { ...site, phpCommand: ['no-such-php'] } }, { logger }),
  ).rejects.toThrow(StartError);
  await start();
});

test('a taken port stops the start before any task is begun', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const store = await openStore(config.dataDir);
  await store.close();
  try {
    const { port } = other.address() as AddressInfo;
    await expect(start({ port })).rejects.toThrow(new RegExp(`Port ${port} on 127.0.0.1 is taken`));
  } finally {
    other.close();
  }
  await start();
});

test('a key that was changed between two starts is the only one that opens', async () => {
  const first = await start();
  await first.stop();
  const second = await start({ apiKey: 'another-key-0123456789-0123456789-0123' });
  await expect(agentApi(second.url, KEY).get('/tasks')).rejects.toThrow('Authorization failed.');
  await agentApi(second.url, 'another-key-0123456789-0123456789-0123').get('/tasks');
});
