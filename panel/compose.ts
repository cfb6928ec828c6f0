/** Builds what the web program and the worker have in common. */
import { mkdir } from 'node:fs/promises';
import { Counter } from 'prom-client';
import { createLogger, type Logger } from '../runtime/logger.js';
import { createMetrics } from '../runtime/metrics.js';
import { StartError } from '../runtime/start-error.js';
import { AgentClient } from './agents/client.js';
import { AgentTransport } from './agents/transport.js';
import type { PanelConfig } from './config.js';
import type { PanelContext } from './context.js';
import { openDatabase } from './db/database.js';
import { EventHub } from './events/hub.js';
import { createVault } from './secrets/vault.js';
import { readOrMakeKey } from './secrets/key-file.js';

/** What tests put in the place of the real thing. */
export interface PanelOverrides {
  logger?: Logger;
  clock?: () => Date;
}

export interface Composed {
  panel: PanelContext;
  hub: EventHub;
  /** Tells the address once it is known, when the port was chosen by the system. */
  setUrl(url: string): void;
}

/** @throws StartError: folder not writable or in use, database away */
export async function compose(config: PanelConfig, overrides: PanelOverrides = {}): Promise<Composed> {
  const logger = overrides.logger ?? createLogger('moopanel', config.logLevel);
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    throw new StartError(
      `The folder ${config.dataDir} cannot be made (${error.code}): set DATA_DIR to one that can.`,
    );
  });
  const vault = createVault(config.secretKeys ?? [await readOrMakeKey(config.dataDir)]);
  const database = await openDatabase(config, logger);
  const hub = new EventHub(database, logger);
  const metrics = createMetrics('moopanel');
  let url = config.panelUrl ?? `http://${config.host}:${config.port}`;
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
    events: hub,
    clock: overrides.clock ?? (() => new Date()),
    panelUrl: () => url,
  };
  return {
    panel,
    hub,
    setUrl(found) {
      url = config.panelUrl ?? found;
    },
  };
}
