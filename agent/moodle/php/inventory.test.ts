/** What only PHP can prove: with MOODLE_DIR against that site, otherwise against a stand-in for the PHP program. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createLogger } from '../../../runtime/logger.js';
import { PluginInventory } from '../../plugins/plugin-inventory.js';
import { findPlugin, installedPlugin } from '../../plugins/plugin-replies.js';
import { installedPlugin as installedPluginReply } from '../../../contract/agent/plugins.js';
import { fakeSite } from '../../testing/fake-site.js';
import { openSite } from '../open-site.js';
import { parseVersionFile } from '../../../inspection/version-file.js';
import type { Site } from '../site.js';
import { phpBridge } from './php-bridge.js';

const { MOODLE_DIR, PHP_COMMAND } = process.env;
const silent = createLogger('test', 'silent');

describe('an answer of PHP', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'moopanel-php-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** A program that finds its token where PHP would, and then does this. */
  async function standIn(act: string, phpTimeout = 20) {
    const file = join(folder, 'php.mjs');
    await writeFile(
      file,
      `#!${process.execPath}
let text = '';
process.stdin.on('end', () => process.exit());
process.stdin.on('data', (chunk) => {
  text += chunk;
  const encoded = /base64_decode\\('([^']+)'/.exec(text)?.[1];
  if (!encoded) return;
  const { token } = JSON.parse(Buffer.from(encoded, 'base64'));
  const say = (message) => console.log('\\n' + token + ' ' + JSON.stringify(message));
  ${act}
});`,
    );
    await chmod(file, 0o700);
    const { config } = fakeSite(folder);
    return phpBridge({ moodleDir: folder, phpCommand: [file], phpTimeout, config, logger: silent });
  }
  const empty = `{ version: '1', release: '4.5', lastCheck: null, coreUpdates: [], codeRoot: '/x', pluginTypes: {}, plugins: [] }`;

  test('is found in the noise of plugins', async () => {
    const bridge = await standIn(
      `console.log('Notice: <b>undefined</b>'); say({ type: 'result', result: ${empty} }); console.log('bye')`,
    );
    expect(await bridge.inventory()).toMatchObject({ release: '4.5', plugins: [] });
  });

  test('of another shape is refused', async () => {
    const bridge = await standIn(`say({ type: 'result', result: { ...${empty}, plugins: [{ info: 1 }] } })`);
    await expect(bridge.inventory()).rejects.toMatchObject({ name: 'BridgeError', kind: 'moodle' });
  });

  test('must come before the deadline', async () => {
    const bridge = await standIn('setInterval(() => undefined, 1000)', 0.3);
    await expect(bridge.inventory()).rejects.toMatchObject({ name: 'BridgeError', kind: 'aborted' });
  });
});

if (!MOODLE_DIR) console.warn('SKIPPED on a live Moodle (MOODLE_DIR): not set.');

(MOODLE_DIR ? describe : describe.skip)('the inventory of a live Moodle', () => {
  let site: Site;
  let asked = 0;
  let source: PluginInventory;

  beforeAll(async () => {
    const phpCommand = (PHP_COMMAND ?? 'php').split(' ');
    const opened = await openSite(
      { kind: 'php', moodleDir: MOODLE_DIR ?? '', phpCommand, phpTimeout: 60 },
      silent,
    );
    const inventory = () => {
      asked++;
      return opened.bridge.inventory();
    };
    site = { ...opened, bridge: { ...opened.bridge, inventory } };
    source = new PluginInventory(site, silent, () => new Date());
  });
  afterAll(() => site.close());

  test('has every plugin whose version is in the database, and every folder as it is', async () => {
    const { plugins } = await source.read();
    const rows = await site.database.db
      .selectFrom('config_plugins')
      .select(['plugin', 'value'])
      .where('name', '=', 'version')
      .where('plugin', 'like', '%\\_%')
      .execute();
    const versions = new Map(plugins.map(({ info }) => [info.component, info.versiondb]));
    for (const { plugin, value } of rows)
      expect([plugin, versions.get(String(plugin))]).toEqual([plugin, value]);
    for (const plugin of plugins) {
      const reply = installedPlugin(plugin, { updates: true });
      expect(installedPluginReply.parse(reply)).toEqual(reply);
      if (plugin.info.rootdir === null) continue;
      const file = await readFile(join(site.config.codeRoot, plugin.directory, 'version.php'), 'utf8');
      const parsed = parseVersionFile(file);
      expect([plugin.info.component, plugin.info.versiondisk]).toEqual([parsed.component, parsed.version]);
    }
  });

  test('is kept', async () => {
    const first = await source.read();
    const before = asked;
    expect(await source.read()).toBe(first);
    expect(asked).toBe(before);
  });

  test('knows which plugins are switched on', async () => {
    const inventory = await source.read();
    const modules = await site.database.db.selectFrom('modules').select(['name', 'visible']).execute();
    expect(modules.length).toBeGreaterThan(10);
    for (const { name, visible } of modules) {
      expect([name, findPlugin(inventory, `mod_${String(name)}`)?.enabled]).toEqual([name, visible === '1']);
    }
  });

  test('comes with the settings that Moodle shows as passwords', async () => {
    const secrets = await source.secretSettings(await source.read());
    expect(secrets).toContainEqual({ plugin: null, name: 'smtppass' });
    expect(secrets).toContainEqual({ plugin: 'auth_db', name: 'pass' });
  });
});
