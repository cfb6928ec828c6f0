import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseConfig } from '../config.js';
import type { Finding } from './checks/check.js';
import { examine } from './doctor.js';

let folder: string;
let panel: Server;
let panelUrl: string;
let panelTime: Date;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-doctor-'));
  panel = createServer((_req, res) => res.setHeader('date', panelTime.toUTCString()).end('{}'));
  panel.listen(0, '127.0.0.1');
  await once(panel, 'listening');
  panelUrl = `http://127.0.0.1:${(panel.address() as AddressInfo).port}`;
});
afterAll(async () => {
  panel.closeAllConnections();
  panel.close();
  await rm(folder, { recursive: true, force: true });
});

const key = 'doctor-test-key-0123456789-0123456789';
/** What `doctor` finds under a configuration: name → state. */
async function states(env: Record<string, string>): Promise<Record<string, Finding['state']>> {
  const findings = await examine(() =>
    parseConfig({ AGENT_DATA_DIR: join(folder, 'agent'), AGENT_PORT: '0', ...env }),
  );
  for (const { state, mend } of findings) expect(mend !== undefined).toBe(state !== 'ok');
  return Object.fromEntries(findings.map(({ name, state }) => [name, state]));
}

test('all is well on the sample site; what is amiss is named', async () => {
  const sample = { MOODLE_SAMPLE: join(folder, 'site'), AGENT_API_KEY: key, PANEL_URL: panelUrl };
  panelTime = new Date();
  const good = await states(sample);
  // How much room this machine has is its own affair.
  expect(good).toEqual({
    'data folder': 'ok',
    key: 'ok',
    port: 'ok',
    site: 'ok',
    Moodle: 'ok',
    database: 'ok',
    'data root': 'ok',
    'disk space': expect.any(String),
    'plugin folder': 'ok',
    pages: 'ok',
    'database dump': 'ok',
    panel: 'ok',
    clock: 'ok',
  });

  panelTime = new Date(Date.now() - 3600 * 1000);
  const envFile = join(folder, 'agent', 'agent.env');
  await writeFile(envFile, '', { mode: 0o644 });
  const { port } = panel.address() as AddressInfo;
  expect(await states({ ...sample, AGENT_API_KEY: '', AGENT_PORT: String(port) })).toMatchObject({
    'data folder': 'FAIL',
    key: 'FAIL',
    clock: 'FAIL',
  });
  await chmod(envFile, 0o600);
  expect(
    await states({ ...sample, AGENT_API_KEY: 'short-key', AGENT_PORT: String(port), PANEL_URL: '' }),
  ).toMatchObject({
    key: 'warn',
    port: 'FAIL',
    panel: 'warn',
  });
  expect(await states({ ...sample, PANEL_URL: 'http://127.0.0.1:1' })).toMatchObject({ panel: 'FAIL' });
});

test('a wrong folder, a wrong PHP and a wrong variable are told, not thrown', async () => {
  expect(await states({ MOODLE_DIR: folder, PHP_COMMAND: 'no-such-php', AGENT_API_KEY: key })).toMatchObject({
    site: 'FAIL',
    panel: 'warn',
  });
  expect(await examine(() => parseConfig({}))).toMatchObject([{ name: 'configuration', state: 'FAIL' }]);
});
