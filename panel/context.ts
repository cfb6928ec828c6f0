/** What every service of the panel is given. Infrastructure only: services call each other as functions. */
import type { Request, Response } from 'express';
import type { Counter } from 'prom-client';
import type { Logger } from '../runtime/logger.js';
import type { Metrics } from '../runtime/metrics.js';
import type { AgentClient } from './agents/client.js';
import type { PanelConfig } from './config.js';
import type { Database, Prisma } from './db/database.js';
import type { Vault } from './secrets/vault.js';

export interface PanelContext {
  config: PanelConfig;
  logger: Logger;
  database: Database;
  prisma: Prisma;
  vault: Vault;
  agents: AgentClient;
  metrics: Metrics & { taskEnds: Counter<'type' | 'status' | 'source'> };
  /** Live events to pages; a worker without a web server answers none. */
  events: { connect(req: Request, res: Response): Promise<void> };
  clock: () => Date;
  /** What agents call back to and browsers open; known once the panel listens. No slash at the end. */
  panelUrl: () => string;
}
