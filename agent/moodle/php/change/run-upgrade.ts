/** Moodle's own `admin/cli/upgrade.php`, run by PHP_COMMAND without a shell, in a process group that ends whole. */
import { spawn } from 'node:child_process';
import { BridgeError, type BridgeRun } from '../../bridge.js';
import type { UpgradeOutcome } from '../../change-bridge.js';
import { phpEnvironment } from '../config.js';
import { ProcessGroup } from '../process-group.js';
import { lines } from './lines.js';
import { UpgradeOutput } from './upgrade-output.js';

/** As for our own programs: errors go to standard error, as text. */
const options = ['-d', 'display_errors=stderr', '-d', 'html_errors=0', '-d', 'log_errors=0'];

export interface UpgradeCommand {
  /** Program and first arguments of PHP_COMMAND. */
  command: readonly string[];
  /** The folder of config.php and `admin/cli`, as PHP sees it; in 5.1 that is the folder above `public`. */
  moodleDir: string;
}

/**
 * Runs the upgrade to its end; every line goes to the run's log.
 * @throws BridgeError `unavailable` when PHP cannot be started, `aborted`
 */
export async function runUpgrade(
  { command, moodleDir }: UpgradeCommand,
  run: BridgeRun,
): Promise<UpgradeOutcome> {
  if (run.signal.aborted) throw new BridgeError('aborted', 'Stopped before the upgrade was started.');
  const [file = 'php', ...first] = command;
  const script = [`${moodleDir}/admin/cli/upgrade.php`, '--non-interactive', '--allow-unstable'];
  const child = spawn(file, [...first, ...options, ...script], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: phpEnvironment(),
  });
  const group = new ProcessGroup(child);
  child.stdin.on('error', () => undefined);
  child.stdin.end();

  const output = new UpgradeOutput();
  for (const stream of [child.stdout, child.stderr]) {
    const take = lines((line) => {
      run.log(line);
      const part = output.push(line);
      if (part !== null) run.progress(output.fraction, `Upgrading ${part}`);
    });
    stream.on('data', take).on('end', () => take(null));
  }
  let killed: Promise<void> | undefined;
  const onAbort = () => (killed ??= group.kill());
  run.signal.addEventListener('abort', onAbort, { once: true });
  try {
    if (child.pid === undefined) {
      throw new BridgeError(
        'unavailable',
        `PHP (${command.join(' ')}) cannot be started: ${await group.ended}.`,
      );
    }
    const how = await group.ended;
    await killed;
    if (killed) throw new BridgeError('aborted', 'The upgrade was stopped before it had finished.');
    return output.outcome(how === 'exit code 0', how);
  } finally {
    run.signal.removeEventListener('abort', onAbort);
  }
}
