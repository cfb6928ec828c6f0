/** What routers and task handlers are given. Made in `main.ts`, or by a test; there are no singletons. */
import type { Logger } from '../runtime/logger.js';
import type { Metrics } from '../runtime/metrics.js';
import type { Outbox } from './callbacks/outbox.js';
import type { AgentConfig } from './config.js';
import type { Site } from './moodle/site.js';
import type { PluginInventory } from './plugins/plugin-inventory.js';
import type { AgentStore } from './store/store.js';
import type { TaskQueue } from './tasks/queue.js';
import type { UpdateChecks } from './updates/update-checks.js';

export interface AgentContext {
  readonly config: AgentConfig;
  readonly logger: Logger;
  readonly site: Site;
  /** Of the site's plugins and core; the one and only, so that all see the same. */
  readonly inventory: PluginInventory;
  readonly updates: UpdateChecks;
  readonly store: AgentStore;
  readonly tasks: TaskQueue;
  readonly outbox: Outbox;
  readonly metrics: Metrics;
  readonly clock: () => Date;
}
