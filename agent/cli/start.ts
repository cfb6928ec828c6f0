/** `moopanel-agent start`: serves until it is told to stop. */
import { Command } from 'commander';
import { loadConfig } from '../config.js';
import { startAgent } from '../main.js';
import { note } from './output.js';

/** Milliseconds after which a stop that hangs is cut short. */
const PATIENCE = 20_000;

/** Resolves when the agent has stopped. */
export async function start(): Promise<void> {
  const agent = await startAgent(loadConfig());
  const { site, config } = agent.context;
  note(`MooPanel agent for ${site.config.wwwroot} listens on ${agent.url} (data in ${config.dataDir}).`);
  await new Promise<void>((resolve) => {
    const stop = () => {
      process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
      note('Stopping …');
      // A second signal falls through to Node, which ends the process at once.
      const timer = setTimeout(() => process.exit(1), PATIENCE);
      timer.unref();
      void agent.stop().then(resolve);
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
  });
}

export function startCommand(): Command {
  return new Command('start').description('serve the API of this Moodle site (the default)').action(start);
}
