/** Lets a web server that never looks at its PHP files again (opcache without timestamps) read them anew. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ChangeTools } from './change-tools.js';

const TIMEOUT = 60_000;

/** Runs AGENT_RELOAD_COMMAND without a shell. Its failure is told and changes nothing: the checks will show it. */
export async function reloadServer({ options, run }: Pick<ChangeTools, 'options' | 'run'>): Promise<void> {
  if (options.reloadCommand === null) return;
  const [program = '', ...args] = options.reloadCommand;
  await promisify(execFile)(program, args, { timeout: TIMEOUT }).catch((error: Error) => {
    run.log(`AGENT_RELOAD_COMMAND failed: ${error.message}`);
  });
}
