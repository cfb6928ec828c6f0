/** An agent beside a sample site whose settings hold canaries, with a panel and a log that tests can look through. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { createLogger } from '../../../runtime/logger.js';
import { sampleLayout } from '../../moodle/sample/layout.js';
import { openBuiltSite } from '../../moodle/sample/testing/built-site.js';
import { SampleSql } from '../../moodle/sample/sql.js';
import { startHttpAgent, type HttpAgent } from '../../testing/http-agent.js';
import { presetHandlers } from '../handlers.js';
import { startPresetPanel, type PresetPanel } from './preset-panel.js';

export const CANARY = 'c4nary-in-a-setting';

export interface PresetAgent {
  agent: HttpAgent;
  panel: PresetPanel;
  sql: SampleSql;
  /** Everything that the agent has logged. */
  logged(): string;
  /** Everything in the agent's own folder. */
  storeFiles(): Promise<string>;
  /** Everything of the site that a preset may change, and what is kept of presets. */
  state(): unknown;
  stop(): Promise<void>;
}

export async function startPresetAgent(): Promise<PresetAgent> {
  let logged = '';
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logged += chunk.toString();
      done();
    },
  });
  const logger = createLogger('test', 'trace', sink);
  const panel = await startPresetPanel();
  const agent = await startHttpAgent({
    site: (folder) => openBuiltSite(join(folder, 'site'), logger),
    config: { panelUrl: panel.url },
    logger,
  });
  for (const handler of presetHandlers(agent.context)) agent.context.tasks.register(handler);
  const sql = new SampleSql(sampleLayout(join(agent.context.folder, 'site')).database);
  plantCanaries(sql);
  return {
    agent,
    panel,
    sql,
    logged: () => logged,
    async storeFiles() {
      const folder = agent.context.config.dataDir;
      const texts = (await readdir(folder)).map((file) => readFile(join(folder, file), 'latin1'));
      return (await Promise.all(texts)).join('\n');
    },
    state: () => [...tables.map((table) => sql.select(table)), sql.first('course', { id: 1 })],
    async stop() {
      sql.close();
      await agent.stop();
      await panel.stop();
    },
  };
}

const tables = [
  'config',
  'config_plugins',
  'modules',
  'block',
  'filter_active',
  'adminpresets',
  'adminpresets_it',
  'adminpresets_it_a',
  'adminpresets_plug',
  'adminpresets_app',
  'adminpresets_app_it',
  'adminpresets_app_it_a',
  'adminpresets_app_plug',
];

function plantCanaries(sql: SampleSql): void {
  for (const [plugin, name, value] of [
    ['auth_ldap', 'bind_pw', CANARY],
    ['local_lakeside', 'libraryapikey', CANARY],
    ['local_lakeside', 'libraryurl', `https://me:${CANARY}@library.lakeside.example`],
  ] as const) {
    sql.update('config_plugins', { plugin, name }, { value });
  }
  sql.update('config', { name: 'smtppass' }, { value: CANARY });
}
