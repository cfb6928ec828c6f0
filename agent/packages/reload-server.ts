/** Lets a web server that never looks at its PHP files again (opcache without timestamps) read them anew. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';
import type { Site } from '../moodle/site.js';
import type { ChangeTools } from './change-tools.js';

const TIMEOUT = 60_000;
/** Milliseconds for which PHP may go on with what it has read: `opcache.revalidate_freq` is 2 seconds by default. */
const REVALIDATED = 3_000;

/** Runs AGENT_RELOAD_COMMAND without a shell. Its failure is told and changes nothing: the checks will show it. */
export async function reloadServer({ options, run }: Pick<ChangeTools, 'options' | 'run'>): Promise<void> {
  if (options.reloadCommand === null) return;
  const [program = '', ...args] = options.reloadCommand;
  await promisify(execFile)(program, args, { timeout: TIMEOUT }).catch((error: Error) => {
    run.log(`AGENT_RELOAD_COMMAND failed: ${error.message}`);
  });
}

/** The pages of before this tell nothing of the code that lies there now. */
export async function untilPhpLooksAgain({ kind }: Pick<Site, 'kind'>): Promise<void> {
  if (kind === 'php') await pause(REVALIDATED);
}
