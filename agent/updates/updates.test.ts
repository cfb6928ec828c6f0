/** The list of updates is fresh: by itself, and when somebody asks for it. */
import { createServer, type Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { pluginsReply, updatesCheckReply } from '../../contract/agent/plugins.js';
import { createLogger } from '../../runtime/logger.js';
import { BridgeError } from '../moodle/bridge.js';
import { enterMaintenance, leaveMaintenance } from '../moodle/maintenance.js';
import { openSite } from '../moodle/open-site.js';
import type { Site } from '../moodle/site.js';
import { startHttpAgent, type HttpAgent } from '../testing/http-agent.js';
import { checkMinute } from './keep-checking.js';

const DAY = 24 * 3600 * 1000;
let folder: string;
let site: Site;
let agent: HttpAgent;
let provider: Server;
let status: number;
let offered: number;
let asked: number;
/** Thrown by the bridge instead of asking. */
let failure: Error | undefined;
let now = Date.now();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-updates-'));
  site = await openSite({ kind: 'sample', folder: join(folder, 'site') }, createLogger('test', 'silent'));
  provider = createServer((_req, res) => {
    asked++;
    const updates = { local_mailtest: [{ version: offered, release: '3.0', maturity: 200 }] };
    res.writeHead(status).end(JSON.stringify({ status: 'OK', apiver: '1.3', forbranch: '4.5', updates }));
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  const value = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/`;
  await site.database.db
    .insertInto('config')
    .values({ name: 'alternativeupdateproviderurl', value })
    .execute();
  const checkUpdates = () => (failure ? Promise.reject(failure) : site.bridge.checkUpdates());
  const bridge = Object.assign(Object.create(site.bridge) as Site['bridge'], { checkUpdates });
  agent = await startHttpAgent({ site: { ...site, bridge }, clock: () => new Date(now) });
});
afterAll(async () => {
  provider.close();
  await agent?.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  [status, offered, asked, failure, now] = [200, 2034010100, 0, undefined, Date.now()];
});

const lastCheck = (value: string) =>
  site.database.db.updateTable('config_plugins').set({ value }).where('name', '=', 'recentfetch').execute();
const seconds = (ms: number) => String(Math.floor(ms / 1000));

test('a check shows the new offers at once', async () => {
  const mailtest = async () => {
    const reply = pluginsReply.parse((await agent.ask('/plugins?displayupdates')).body);
    return { last: reply.last_check_for_updates, ...reply.plugins.find((p) => p.plugin === 'mailtest') };
  };
  expect(await mailtest()).toMatchObject({ has_updates: false, update_available: [] });
  const { status, body } = await agent.ask('/updates/check', { method: 'POST', data: {} });
  expect(status).toBe(200);
  const reply = updatesCheckReply.parse(body);
  expect(reply).toEqual(body);
  expect(await mailtest()).toMatchObject({
    last: reply.last_check_for_updates,
    has_updates: true,
    update_available: [{ version: '2034010100' }],
  });
});

test('everybody who asks at the same time gets the same answer', async () => {
  const replies = await Promise.all([1, 2, 3].map(() => agent.ask('/updates/check', { method: 'POST' })));
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(asked).toBe(1);
});

test('a service that fails is told in the words of the checker', async () => {
  status = 500;
  expect(await agent.ask('/updates/check', { method: 'POST', data: {} })).toMatchObject({
    status: 502,
    body: { error: 'Unable to fetch available updates data - unexpected HTTP response code. (500)' },
  });
  failure = new BridgeError('unavailable', 'PHP is away: canary');
  expect(await agent.ask('/updates/check', { method: 'POST', data: {} })).toMatchObject({
    status: 503,
    body: { error: 'Service Unavailable - try again later.' },
  });
});

test('a check is due once a day, whoever made the last one', async () => {
  const { updates } = agent.context;
  await lastCheck(seconds(now - DAY + 60_000));
  expect(await updates.checkIfDue()).toBe(false);
  await lastCheck(seconds(now - DAY - 60_000));
  expect(await updates.checkIfDue()).toBe(true);
  expect(await updates.checkIfDue()).toBe(false);
  expect(asked).toBe(1);
  await lastCheck(seconds(now + 30 * DAY));
  expect(await updates.checkIfDue()).toBe(true);
});

test('what fails is tried again by the next pass', async () => {
  const { updates } = agent.context;
  await lastCheck(seconds(now - 2 * DAY));
  status = 503;
  expect(await updates.checkIfDue()).toBe(false);
  failure = new Error('out of memory');
  expect(await updates.checkIfDue()).toBe(false);
  failure = undefined;
  status = 200;
  expect(await updates.checkIfDue()).toBe(true);
});

test('a site in maintenance is left alone', async () => {
  await lastCheck(seconds(now - 2 * DAY));
  await enterMaintenance(site.config, 1);
  expect(await agent.context.updates.checkIfDue()).toBe(false);
  expect(asked).toBe(0);
  await leaveMaintenance(site.config, 1);
  expect(await agent.context.updates.checkIfDue()).toBe(true);
});

test('each installation has a minute of its own and keeps it', async () => {
  const { settings } = agent.context.store;
  const minute = await checkMinute(settings);
  expect(minute).toBeGreaterThanOrEqual(0);
  expect(minute).toBeLessThan(60);
  expect(await checkMinute(settings)).toBe(minute);
});
