/** The panel's composition root: config → database → services → http and, unless the role is `web`, workers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { listen, type RunningServer } from '../runtime/http-server.js';
import { packageRoot } from '../runtime/package-root.js';
import { createAuth } from './auth/better-auth.js';
import { ensureFirstOperator, type FirstOperator } from './auth/first-operator.js';
import { compose, type PanelOverrides } from './compose.js';
import type { PanelConfig } from './config.js';
import type { PanelContext } from './context.js';
import { createApp } from './http/app.js';
import { serve } from './process.js';
import { startWorkers, type Workers } from './workers.js';

export interface Panel {
  url: string;
  /** The operator that this start has made, to be shown once; null when there was one already. */
  firstOperator: FirstOperator | null;
  context: PanelContext;
  /** Ends within seconds; streams of events are closed. Safe to call twice. */
  stop(): Promise<void>;
}

/** @throws StartError in one line: port taken, folder not writable or in use, database away */
export async function startPanel(config: PanelConfig, overrides: PanelOverrides = {}): Promise<Panel> {
  const { panel, hub, setUrl } = await compose(config, overrides);
  let server: RunningServer | undefined;
  let workers: Workers | undefined;
  let stopping: Promise<void> | undefined;
  const stop = () =>
    (stopping ??= (async () => {
      await hub.stop();
      await server?.stop();
      await workers?.stop();
      await panel.database.close();
    })());
  try {
    const firstOperator = await ensureFirstOperator(panel.prisma, {
      email: config.adminEmail,
      password: config.adminPassword,
    });
    const auth = createAuth({
      prisma: panel.prisma,
      secret: panel.vault.derive('session cookies'),
      panelUrl: panel.panelUrl(),
    });
    server = await listen(createApp(panel, auth, version()), {
      port: config.port,
      host: config.host,
      logger: panel.logger,
      prefix: 'PANEL',
    });
    setUrl(server.url);
    if (config.role === 'all') workers = await startWorkers(panel);
    return { url: server.url, firstOperator, context: panel, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function version(): string {
  const text = readFileSync(join(packageRoot(), 'package.json'), 'utf8');
  return String((JSON.parse(text) as { version: unknown }).version);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await serve(async (config) => {
    if (config.role === 'worker') return (await import('./worker.js')).startWorker(config);
    const panel = await startPanel(config);
    const lines = [`MooPanel      ${panel.url}`];
    if (panel.firstOperator) {
      const { email, password } = panel.firstOperator;
      lines.push(`Sign in with  ${email}  ${password}  (shown this once)`);
    }
    return { lines, stop: panel.stop };
  });
}
