/** The worker's composition root: what `PANEL_ROLE=all` runs in one process, as a process of its own. */
import { pathToFileURL } from 'node:url';
import { StartError } from '../runtime/start-error.js';
import { compose, type PanelOverrides } from './compose.js';
import type { PanelConfig } from './config.js';
import { serve, type Served } from './process.js';
import { startWorkers, type Workers } from './workers.js';

/** @throws StartError without DATABASE_URL: the embedded database serves one process only */
export async function startWorker(
  config: PanelConfig,
  overrides: PanelOverrides = {},
): Promise<Served & { workers: Workers }> {
  if (config.databaseUrl === undefined) {
    throw new StartError(
      'A worker of its own needs DATABASE_URL; the embedded database serves one process only.',
    );
  }
  const { panel } = await compose(config, overrides);
  const workers = await startWorkers(panel);
  return {
    workers,
    lines: ['MooPanel worker started'],
    async stop() {
      await workers.stop();
      await panel.database.close();
    },
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await serve(startWorker);
