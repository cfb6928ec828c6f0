/** The agent's composition root: config → store → site → tasks → http. */
import { listen, type RunningServer } from '../runtime/http-server.js';
import { createLogger, type Logger } from '../runtime/logger.js';
import { createMetrics } from '../runtime/metrics.js';
import { StartError } from '../runtime/start-error.js';
import { backupHandlers } from './backup/handlers.js';
import { Outbox } from './callbacks/outbox.js';
import { commandName, currentKey, type AgentConfig } from './config.js';
import type { AgentContext } from './context.js';
import { courseCopyHandlers } from './course-copies/handlers.js';
import { keepTidy } from './housekeeping.js';
import { createApp } from './http/app.js';
import { changeHandlers } from './packages/handlers.js';
import { putHalfSwapsBack } from './packages/whole-folders.js';
import { openSite } from './moodle/open-site.js';
import type { Site } from './moodle/site.js';
import { migrationHandlers } from './migration/handlers.js';
import { presetHandlers } from './presets/handlers.js';
import { PluginInventory } from './plugins/plugin-inventory.js';
import { watchQueues } from './queue-metrics.js';
import { announce, withdraw } from './running-agent.js';
import { lockDataDir } from './store/lock.js';
import { openStore } from './store/store.js';
import type { TaskHandler } from './tasks/handler.js';
import { TaskQueue } from './tasks/queue.js';
import { keepCheckingUpdates } from './updates/keep-checking.js';
import { UpdateChecks } from './updates/update-checks.js';

/** What a test replaces. */
export interface AgentOverrides {
  logger?: Logger;
  site?: Site;
  clock?: () => Date;
  handlers?: (context: AgentContext) => TaskHandler[];
}

export interface RunningAgentProgram {
  /** `http://127.0.0.1:4100` */
  readonly url: string;
  readonly context: AgentContext;
  /** Ends within seconds; running tasks go on at the next start. Safe to call twice. */
  stop(): Promise<void>;
}

/** Every task type that this agent can do. */
const allHandlers = (context: AgentContext): TaskHandler[] => [
  ...backupHandlers(context),
  ...courseCopyHandlers(context),
  ...presetHandlers(context),
  ...migrationHandlers(context),
  ...changeHandlers(context),
];

function requireKey(config: AgentConfig): string {
  if (config.apiKey !== undefined) return config.apiKey;
  throw new StartError(
    `The agent has no key yet: run "${commandName} init" (or "enroll" with a code of the panel), or set AGENT_API_KEY.`,
  );
}

/**
 * Starts everything, in this order, and takes it down again when a step fails.
 * @throws StartError with one line for the operator
 */
export async function startAgent(
  config: AgentConfig,
  overrides: AgentOverrides = {},
): Promise<RunningAgentProgram> {
  const logger = overrides.logger ?? createLogger('moopanel-agent', config.logLevel);
  const clock = overrides.clock ?? (() => new Date());
  const key = requireKey(config);
  const lock = lockDataDir(config.dataDir);
  if (lock === null) {
    throw new StartError(
      `Another agent runs on ${config.dataDir}: stop it, or set AGENT_DATA_DIR to another folder.`,
    );
  }
  const undo: (() => unknown)[] = [() => lock.release()];
  /** Backwards, each step whatever became of the one before. */
  const takeDown = async () => {
    for (const step of undo.splice(0).reverse()) {
      await Promise.resolve()
        .then(step)
        .catch((err: unknown) => logger.error({ err }, 'stop'));
    }
  };
  try {
    const store = await openStore(config.dataDir, undefined, clock);
    undo.push(() => store.close());
    await store.keys.only(key);
    await putHalfSwapsBack(store, logger);
    const site =
      overrides.site ??
      (await openSite(
        { ...config.site, databaseUrl: config.databaseUrl, siteUrl: config.siteUrl, serveUpdates: true },
        logger,
      ));
    undo.push(() => site.close());

    const outbox = new Outbox({
      store,
      logger,
      clock,
      panelUrl: config.panelUrl,
      apiKey: () => currentKey(config),
    });
    const tasks = new TaskQueue({
      store,
      logger,
      clock,
      concurrency: config.concurrentBackups,
      onEnd: () => outbox.nudge(),
    });
    const metrics = createMetrics('moopanel-agent');
    const inventory = new PluginInventory(site, logger, clock);
    const updates = new UpdateChecks(site, logger, clock);
    const context: AgentContext = {
      config,
      logger,
      site,
      inventory,
      updates,
      store,
      tasks,
      outbox,
      metrics,
      clock,
    };
    watchQueues(context);
    for (const handler of (overrides.handlers ?? allHandlers)(context)) tasks.register(handler);

    // The port is taken before any work is begun: a start that fails for it must not have touched the site.
    const server: RunningServer = await listen(createApp(context), {
      ...config,
      logger,
      prefix: 'AGENT',
    });
    undo.push(
      () => outbox.stop(),
      () => tasks.stop(),
      () => server.stop(),
    );
    await tasks.start();
    outbox.start();
    undo.push(keepTidy(context));
    undo.push(await keepCheckingUpdates(context));
    announce(config.dataDir, server.url);
    undo.push(() => withdraw(config.dataDir));
    logger.info({ url: server.url, site: site.config.wwwroot, kind: site.kind }, 'agent started');

    let stopped: Promise<void> | undefined;
    return { url: server.url, context, stop: () => (stopped ??= takeDown()) };
  } catch (error) {
    await takeDown();
    throw error;
  }
}
