/** The panel's composition root: config → database → services → http and workers. */
import { mkdir } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { config as readDotenv } from 'dotenv';
import { Counter } from 'prom-client';
import { listen } from '../runtime/http-server.js';
import { createLogger, type Logger } from '../runtime/logger.js';
import { createMetrics } from '../runtime/metrics.js';
import { packageRoot } from '../runtime/package-root.js';
import { StartError } from '../runtime/start-error.js';
import { AgentClient } from './agents/client.js';
import { AgentTransport } from './agents/transport.js';
import { createAuth } from './auth/better-auth.js';
import { ensureFirstOperator, type FirstOperator } from './auth/first-operator.js';
import { parseConfig, type PanelConfig } from './config.js';
import type { PanelContext } from './context.js';
import { openDatabase } from './db/database.js';
import { createApp } from './http/app.js';
import { createVault } from './secrets/vault.js';
import { readOrMakeKey } from './secrets/key-file.js';

export interface Panel {
  url: string;
  /** The operator that this start has made, to be shown once; null when there was one already. */
  firstOperator: FirstOperator | null;
  context: PanelContext;
  /** Ends within seconds; streams of events are closed. Safe to call twice. */
  stop(): Promise<void>;
}

/** What tests put in the place of the real thing. */
export interface PanelOverrides {
  logger?: Logger;
  clock?: () => Date;
}

/** @throws StartError in one line: port taken, folder not writable or in use, database away */
export async function startPanel(config: PanelConfig, overrides: PanelOverrides = {}): Promise<Panel> {
  const logger = overrides.logger ?? createLogger('moopanel', config.logLevel);
  await makeFolder(config.dataDir);
  const vault = createVault([config.secretKey ?? (await readOrMakeKey(config.dataDir))]);
  const database = await openDatabase(config, logger);
  let url = config.panelUrl ?? `http://${config.host}:${config.port}`;
  const metrics = createMetrics('moopanel');
  const panel: PanelContext = {
    config,
    logger,
    database,
    prisma: database.prisma,
    vault,
    agents: new AgentClient(new AgentTransport(config.allowPrivateAgents)),
    metrics: {
      ...metrics,
      taskEnds: new Counter({
        name: 'moopanel_task_ends_total',
        help: 'Tasks that reached their end, by how the panel learned of it',
        labelNames: ['type', 'status', 'source'],
        registers: [metrics.registry],
      }),
    },
    clock: overrides.clock ?? (() => new Date()),
    panelUrl: () => url,
  };
  try {
    const firstOperator = await ensureFirstOperator(panel.prisma, {
      email: config.adminEmail,
      password: config.adminPassword,
    });
    const auth = createAuth({ prisma: panel.prisma, secret: vault.derive('session cookies'), panelUrl: url });
    const server = await listen(createApp(panel, auth, version()), {
      port: config.port,
      host: config.host,
      logger,
    });
    url = config.panelUrl ?? server.url;
    let stopping: Promise<void> | undefined;
    return {
      url: server.url,
      firstOperator,
      context: panel,
      stop: () =>
        (stopping ??= (async () => {
          await server.stop();
          await database.close();
        })()),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

function version(): string {
  const text = readFileSync(join(packageRoot(), 'package.json'), 'utf8');
  return String((JSON.parse(text) as { version: unknown }).version);
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    throw new StartError(
      `The folder ${folder} cannot be made (${error.code}): set DATA_DIR to one that can.`,
    );
  });
}

async function run(): Promise<void> {
  readDotenv({ quiet: true });
  const panel = await startPanel(parseConfig(process.env));
  const say = (line: string) => process.stdout.write(`${line}\n`);
  say(`MooPanel      ${panel.url}`);
  if (panel.firstOperator) {
    say(`Sign in with  ${panel.firstOperator.email}  ${panel.firstOperator.password}  (shown this once)`);
  }
  const stop = () => void panel.stop().then(() => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  run().catch((error: unknown) => {
    const line =
      error instanceof StartError ? error.message : String(error instanceof Error ? error.stack : error);
    process.stderr.write(`${line}\n`);
    process.exit(1);
  });
}
