/**
 * Changes of a live Moodle: MOODLE_DIR names one that may be changed and that is served at its own address. Each time front
 * page, login and cron are asked afterwards by commands that know nothing of the agent.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseConfig } from '../config.js';
import { startAgent, type RunningAgentProgram } from '../main.js';
import { readVersions } from '../moodle/database/version-rows.js';
import { codeOf } from './testing/site-state.js';
import { askIndependently, healthy, zipOfTree } from './testing/live-site.js';
import { startZipServer, type ZipServer } from './testing/zip-server.js';

type Json = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

const moodleDir = process.env.MOODLE_DIR;
const live = moodleDir ? test : test.skip;
if (!moodleDir)
  console.warn(
    'MOODLE_DIR is not set: NO CHANGE OF A LIVE MOODLE WAS TESTED. Name a Moodle that may be changed.',
  );

const KEY = 'live-key-0123456789-0123456789-0123456789';
let agent: RunningAgentProgram;
let zips: ZipServer;
let folder: string;
let ownConfig: string | undefined;
const configFile = () => join(moodleDir!, 'config.php');
let version = Math.floor(Date.now() / 1000) - 1_700_000_000 + 2_030_000_000;
const MINUTES = 60_000;

beforeAll(async () => {
  if (!moodleDir) return;
  folder = await mkdtemp(join(tmpdir(), 'moopanel-live-'));
  zips = await startZipServer();
  agent = await startAgent(
    parseConfig({
      AGENT_DATA_DIR: join(folder, 'agent'),
      AGENT_PORT: '0',
      AGENT_API_KEY: KEY,
      AGENT_LOG_LEVEL: 'fatal',
      AGENT_DOWNLOAD_HOSTS: '127.0.0.1',
      MOODLE_DIR: moodleDir,
    }),
  );
});
afterAll(async () => {
  if (!moodleDir) return;
  await agent.stop();
  if (ownConfig !== undefined) await writeFile(configFile(), ownConfig);
  await zips.stop();
  await rm(folder, { recursive: true, force: true });
});

async function post(path: string, data: object): Promise<Json> {
  const response = await fetch(agent.url + path, {
    method: 'POST',
    headers: { 'X-API-KEY': KEY },
    body: JSON.stringify({ data }),
  });
  return (await response.json()) as Json;
}
const install = (...updates: string[]) => post('/plugins/installzip', { updates });
const outside = () => askIndependently(moodleDir!, agent.context.site.config.wwwroot);
/** Versions that the database names, and everything below `local`, where these tests put their plugins. */
const state = async () => {
  const rows = await readVersions(agent.context.site.database.db);
  return {
    code: await codeOf({
      config: { ...agent.context.site.config, moodleDir: join(agent.context.site.config.codeRoot, 'local') },
    }),
    versions: rows
      .filter(({ name }) => name === 'version' || name === 'release')
      .map((row) => JSON.stringify(row))
      .sort(),
  };
};
const next = () => (version += 1);

live(
  'a good update',
  async () => {
    const link = await zips.plugin({ component: 'local_walk', version: next() });
    expect(await install(link)).toMatchObject({
      updates: { [link]: { status: true, error: null } },
      report: { outcome: 'done' },
    });
    expect(await outside()).toEqual(healthy);
  },
  5 * MINUTES,
);

live(
  'a renamed root folder',
  async () => {
    const link = await zips.plugin({
      component: 'local_walk',
      version: next(),
      root: 'moodle-local_walk-main',
    });
    expect(await install(link)).toMatchObject({ updates: { [link]: { status: true } } });
    expect(await outside()).toEqual(healthy);
  },
  5 * MINUTES,
);

live(
  'a plugin whose upgrade throws, having changed the database before',
  async () => {
    const before = await state();
    const link = await zips.plugin({
      component: 'local_walk',
      version: next(),
      files: {
        'db/upgrade.php': `<?php
function xmldb_local_walk_upgrade($old) {
    global $DB;
    $table = new xmldb_table('local_walk_half');
    $table->add_field('id', XMLDB_TYPE_INTEGER, '10', null, XMLDB_NOTNULL, XMLDB_SEQUENCE, null);
    $table->add_key('primary', XMLDB_KEY_PRIMARY, ['id']);
    $DB->get_manager()->create_table($table);
    set_config('halfway', '1', 'local_walk');
    throw new moodle_exception('boom');
}
`,
      },
    });
    const reply = await install(link);
    expect(reply.updates[link]).toMatchObject({ status: false, component: 'local_walk', step: 'upgrade' });
    expect(reply.report.outcome).toBe('reverted');
    expect(await state()).toEqual(before);
    expect(await agent.context.site.database.columns('local_walk_half')).toEqual([]);
    expect(await outside()).toEqual(healthy);
  },
  5 * MINUTES,
);

live(
  'a file that PHP cannot read',
  async () => {
    const before = await state();
    const link = await zips.plugin({
      component: 'local_walk',
      version: next(),
      files: { 'lib.php': '<?php\nfunction ( {\n' },
    });
    const reply = await install(link);
    expect(reply.updates[link]).toMatchObject({
      status: false,
      step: 'stage',
      reasons: [{ code: 'syntax' }],
    });
    expect(await state()).toEqual(before);
    expect(await outside()).toEqual(healthy);
  },
  5 * MINUTES,
);

live(
  'code that ends every page with a fatal error',
  async () => {
    const before = await state();
    const link = await zips.plugin({
      component: 'local_walk',
      version: next(),
      files: {
        'lib.php':
          '<?php\nfunction local_walk_extend_navigation($navigation) {\n    no_such_function();\n}\n',
      },
    });
    const reply = await install(link);
    expect(reply.updates[link]).toMatchObject({ status: false });
    expect(reply.report.outcome).toBe('reverted');
    expect(await state()).toEqual(before);
    expect(await outside()).toEqual(healthy);
  },
  5 * MINUTES,
);

live(
  'one that needs a newer Moodle',
  async () => {
    const link = await zips.plugin({ component: 'local_walk', version: next(), requires: 2099010100 });
    expect(await install(link)).toMatchObject({
      updates: { [link]: { status: false, reasons: [{ code: 'requires-moodle' }] } },
      report: { outcome: 'refused' },
    });
    expect(await outside()).toEqual(healthy);
  },
  5 * MINUTES,
);

live(
  'five at once, of which one throws',
  async () => {
    const components = ['local_walk', 'local_walk2', 'local_walk3', 'local_walk4'];
    const good = await Promise.all(
      components.map((component) => zips.plugin({ component, version: next() })),
    );
    const bad = await zips.plugin({
      component: 'local_walkbad',
      version: next(),
      files: {
        'db/install.php':
          "<?php\nfunction xmldb_local_walkbad_install() {\n    throw new moodle_exception('boom');\n}\n",
      },
    });
    const reply = await install(good[0]!, good[1]!, bad, good[2]!, good[3]!);
    for (const link of good) expect(reply.updates[link]).toMatchObject({ status: true, error: null });
    expect(reply.updates[bad]).toMatchObject({ status: false, component: 'local_walkbad', step: 'upgrade' });
    expect(existsSync(join(agent.context.site.config.codeRoot, 'local/walkbad'))).toBe(false);
    expect(await outside()).toEqual(healthy);
  },
  10 * MINUTES,
);

live(
  'plugins are uninstalled',
  async () => {
    for (const name of ['walk', 'walk2', 'walk3', 'walk4']) {
      const reply = await post(`/plugin/uninstall?plugin=local_${name}`, { confirm: true });
      expect(reply).toMatchObject({ uninstalled: true, removed: true });
    }
    expect(await outside()).toEqual(healthy);
  },
  10 * MINUTES,
);

/** Moodle takes its update service from config.php alone, and asks nobody on its own machine unless told to there. */
async function useProvider(url: string): Promise<void> {
  ownConfig ??= await readFile(configFile(), 'utf8');
  const lines = [
    `$CFG->alternativeupdateproviderurl = '${url}';`,
    "$CFG->curlsecurityblockedhosts = '';",
    "$CFG->curlsecurityallowedport = '';",
  ];
  await writeFile(configFile(), ownConfig.replace(/^require_once/m, `${lines.join('\n')}\nrequire_once`));
}

/** Offers the site a Moodle made of its own tree, through Moodle's own checker. */
async function offerCore(changeUpgrade: (text: string) => string) {
  const versionPhp = await readFile(join(moodleDir!, 'version.php'), 'utf8');
  const now = Number(/\$version\s*=\s*(\d+)/.exec(versionPhp)![1]);
  const raised = now + 1;
  const release = `4.5.${raised % 1000} (Build: 20261126)`;
  const file = join(zips.folder, `moodle-${raised}-${Date.now()}.zip`);
  await zipOfTree(
    moodleDir!,
    file,
    (path, text) =>
      path === 'version.php'
        ? text
            .replace(/(\$version\s*=\s*)[\d.]+/, `$1${raised}.00`)
            .replace(/(\$release\s*=\s*)'[^']*'/, `$1'${release}'`)
        : changeUpgrade(text),
    ['version.php', 'lib/db/upgrade.php'],
  );
  const name = file.split('/').at(-1)!;
  const md5 = createHash('md5')
    .update(await readFile(file))
    .digest('hex');
  const offer = {
    version: raised,
    release,
    branch: '4.5',
    maturity: 200,
    url: zips.link(''),
    download: zips.link(name),
    downloadmd5: md5,
  };
  const answer = {
    status: 'OK',
    provider: zips.link('updates.json'),
    apiver: '1.3',
    timegenerated: Math.floor(Date.now() / 1000),
    ticket: 'JUM=',
    forbranch: '4.5',
    forversion: String(now),
    updates: { core: [offer] },
  };
  await writeFile(join(zips.folder, 'updates.json'), JSON.stringify(answer));
  await useProvider(zips.link('updates.json'));
  expect(await post('/updates/check', {})).toMatchObject({ status: true });
  return { version: String(raised), download: zips.link(name), release };
}

live(
  'a core update that fails in the middle',
  async () => {
    const before = await state();
    const offer = await offerCore((text) =>
      text.replace(
        /function xmldb_main_upgrade\(\$oldversion\)\s*\{/,
        (begin) => `${begin}\n    set_config('halfway', '1');\n    throw new moodle_exception('boom');\n`,
      ),
    );
    const reply = await post('/moodle_core/update', offer);
    expect(reply).toMatchObject({ status: false, report: { outcome: 'reverted' } });
    expect(await state()).toEqual(before);
    expect(await outside()).toEqual(healthy);
  },
  20 * MINUTES,
);

live(
  'a core update',
  async () => {
    const offer = await offerCore((text) => text);
    const reply = await post('/moodle_core/update', offer);
    expect(reply).toMatchObject({ status: true, report: { outcome: 'done' } });
    const versions = await readVersions(agent.context.site.database.db);
    expect(versions).toContainEqual({ plugin: 'core', name: 'release', value: offer.release });
    expect(await outside()).toEqual(healthy);
  },
  20 * MINUTES,
);
