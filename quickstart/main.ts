#!/usr/bin/env node
/** `npm start`: the panel with its embedded database and one agent beside it, already known to each other. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { config as readDotenv } from 'dotenv';
import { startChild, type Child } from './child.js';
import { parseConfig } from './config.js';
import { registerSite } from './register-site.js';

const started: Child[] = [];

async function run(): Promise<void> {
  readDotenv({ quiet: true });
  const config = parseConfig();
  const logs = join(config.dataDir, 'logs');
  await makeFolder(logs, 'DATA_DIR');
  await makeFolder(config.agentDataDir, 'AGENT_DATA_DIR');

  // Known to the panel and to us alone; it registers the site and is gone with this process.
  const panelToken = config.panelApiToken ?? randomBytes(32).toString('base64url');
  const env: Record<string, string> = {
    ...config.environment,
    DATA_DIR: config.dataDir,
    AGENT_DATA_DIR: config.agentDataDir,
  };
  const panel = await start('panel', { ...env, PANEL_API_TOKEN: panelToken });
  say(`MooPanel      ${panel.ready.url}`);
  if (config.withAgent) {
    const agent = await start('agent', {
      ...env,
      PANEL_URL: config.environment.PANEL_URL ?? panel.ready.url,
      ...sampleDefault(env),
    });
    await registerSite({
      panelUrl: panel.ready.url,
      panelToken,
      agentUrl: agent.ready.url,
      apiKey: agent.ready.apiKey ?? '',
      name: config.siteName,
      agentDataDir: config.agentDataDir,
    });
    say(`Agent         ${agent.ready.url}  (${config.siteName ?? config.environment.MOODLE_DIR ?? 'site'})`);
    if (config.collegeDataDir !== null) await startCollege(config.collegeDataDir, panel.ready.url);
  }
  const operator = panel.ready.firstOperator;
  if (operator) say(`Sign in with  ${operator.email}  ${operator.password}\n              (shown this once)`);
  say(`Logs          ${logs}\nStop with ctrl-C.`);

  /** A second agent at any free port; the panel is told where. */
  async function startCollege(folder: string, panelUrl: string): Promise<void> {
    await makeFolder(folder, 'DATA_DIR');
    const { AGENT_URL: _url, AGENT_API_KEY: _key, AGENT_BACKUP_DIR: _backups, ...shared } = env;
    const name = 'Harbour College (sample)';
    const agent = await start(
      'agent',
      {
        ...shared,
        PANEL_URL: config.environment.PANEL_URL ?? panelUrl,
        AGENT_DATA_DIR: folder,
        AGENT_PORT: '0',
        MOODLE_SAMPLE: '1',
        MOODLE_SAMPLE_KIND: 'college',
      },
      'agent-college',
    );
    await registerSite({
      panelUrl,
      panelToken,
      agentUrl: agent.ready.url,
      apiKey: agent.ready.apiKey ?? '',
      name,
      agentDataDir: folder,
    });
    say(`Agent         ${agent.ready.url}  (${name}: empty, to bring things to)`);
  }

  /** Without a word on the site, the quick start brings its own. */
  function sampleDefault(from: Readonly<Record<string, string>>): Record<string, string> {
    return from.MOODLE_SAMPLE || from.MOODLE_DIR ? {} : { MOODLE_SAMPLE: '1' };
  }

  async function start(
    name: 'panel' | 'agent',
    childEnv: Record<string, string>,
    logName: string = name,
  ): Promise<Child> {
    const built = new URL(`./${name}-process.js`, import.meta.url);
    const child = await startChild(name, built, childEnv, join(logs, `${logName}.log`));
    started.push(child);
    void child.died.then((sentence) => stop(1, sentence));
    return child;
  }
}

async function makeFolder(folder: string, variable: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`The folder ${folder} cannot be made (${error.code}): set ${variable} to one that can.`);
  });
}

let stopping: Promise<void> | undefined;

/** Stops the agent before the panel, so that its last callbacks still find someone. */
function stop(code: number, sentence?: string): Promise<void> {
  stopping ??= (async () => {
    if (sentence) process.stderr.write(`${sentence}\n`);
    for (const child of [...started].reverse()) await child.stop();
    process.exit(code);
  })();
  return stopping;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));

if (!existsSync(new URL('./panel-process.js', import.meta.url))) {
  process.stderr.write('Not built yet: run "npm start", which builds first.\n');
  process.exit(1);
}
run().catch((error: unknown) => {
  const line = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
  void stop(1, line);
});
