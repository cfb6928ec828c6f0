/** A whole agent context in a temporary folder, with everything real but the site. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, type Logger } from '../../runtime/logger.js';
import { createMetrics } from '../../runtime/metrics.js';
import { Outbox } from '../callbacks/outbox.js';
import { parseConfig, type AgentConfig } from '../config.js';
import type { AgentContext } from '../context.js';
import type { Site } from '../moodle/site.js';
import { openStore } from '../store/store.js';
import { TaskQueue } from '../tasks/queue.js';
import { fakeSite, type FakeSiteParts } from './fake-site.js';

export const TEST_KEY = 'test-key-0123456789-0123456789-0123456789';

export interface TestContext extends AgentContext {
  /** Everything of this test lies below it. */
  readonly folder: string;
  /** Stops, closes and removes everything. Call it in `afterEach`. */
  dispose(): Promise<void>;
}

export interface TestContextOptions {
  config?: Partial<AgentConfig>;
  /** A site of the test's own; otherwise one without a Moodle behind it, of these parts. */
  site?: Site | ((folder: string) => Site | Promise<Site>);
  siteParts?: FakeSiteParts;
  clock?: () => Date;
  /** Silent where not given. */
  logger?: Logger;
}

/** Nothing is started: call `tasks.runOnce()` and `outbox.deliverDue()`, or `start` them. TEST_KEY opens the API. */
export async function createTestContext(options: TestContextOptions = {}): Promise<TestContext> {
  const folder = await mkdtemp(join(tmpdir(), 'moopanel-agent-'));
  const dataDir = join(folder, 'agent');
  const config: AgentConfig = {
    ...parseConfig({
      AGENT_DATA_DIR: dataDir,
      MOODLE_SAMPLE: '1',
      AGENT_PORT: '0',
      AGENT_API_KEY: TEST_KEY,
      AGENT_RATE_LIMIT: '0',
    }),
    ...options.config,
  };
  const clock = options.clock ?? (() => new Date());
  const logger = options.logger ?? createLogger('test', 'silent');
  const store = await openStore(dataDir, undefined, clock);
  await store.keys.ensure(TEST_KEY);
  const given = typeof options.site === 'function' ? await options.site(folder) : options.site;
  const site = given ?? fakeSite(folder, options.siteParts);
  const outbox = new Outbox({ store, logger, clock, panelUrl: config.panelUrl, apiKey: () => config.apiKey });
  const tasks = new TaskQueue({
    store,
    logger,
    clock,
    concurrency: config.concurrentBackups,
    onEnd: () => outbox.nudge(),
  });
  return {
    config,
    logger,
    site,
    store,
    tasks,
    outbox,
    metrics: createMetrics('test'),
    clock,
    folder,
    async dispose() {
      await tasks.stop();
      await outbox.stop();
      await site.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
