/** Moodle's upgrade as the agent runs and understands it; the outputs are of Moodle 4.5. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { BridgeRun } from '../../bridge-run.js';
import { until } from '../../../testing/until.js';
import { lines } from './lines.js';
import { runUpgrade } from './run-upgrade.js';
import { UpgradeOutput } from './upgrade-output.js';

const exception = [
  'Default exception handler: error/Boom Debug:',
  'Error code: Boom',
  '* line 6 of /local/x/db/upgrade.php: core\\exception\\moodle_exception thrown',
  '* line 758 of /lib/upgradelib.php: call to xmldb_local_x_upgrade()',
  '!!! error/Boom !!!',
  '!! Stack trace: * line 6 of /local/x/db/upgrade.php: core\\exception\\moodle_exception thrown',
];

test.each([
  [
    'a plugin’s upgrade that throws',
    ['-->local_good', '++ Success (0.04 seconds) ++', '-->local_x', ...exception],
    'local_x',
    '!!! error/Boom !!!',
  ],
  ['core’s, in the site’s language', ['-->Sistem', ...exception], 'core', '!!! error/Boom !!!'],
  [
    'a downgrade',
    ['-->local_good', '++ Uspeh ++', '!!! Cannot downgrade local_x from 2024010250 to 2024010100. !!!'],
    'local_x',
    '!!! Cannot downgrade local_x from 2024010250 to 2024010100. !!!',
  ],
  [
    'unmet requirements',
    ['Dependencies check failed for local_x', 'You must solve all the plugin requirements!'],
    'local_x',
    'Dependencies check failed for local_x\nYou must solve all the plugin requirements!',
  ],
  [
    'unmet requirements of several',
    ['Dependencies check failed for local_x, mod_y', 'You must solve all of it!'],
    null,
    'Dependencies check failed for local_x, mod_y\nYou must solve all of it!',
  ],
  [
    'a failure of PHP',
    ['-->mod_y', 'PHP Fatal error:  Allowed memory size exhausted in /x.php on line 3'],
    'mod_y',
    'PHP Fatal error:  Allowed memory size exhausted in /x.php on line 3',
  ],
  ['silence', [], null, "Moodle's upgrade ended with exit code 1 and said nothing."],
])('%s is understood', (_what, printed, failedComponent, message) => {
  const output = new UpgradeOutput();
  for (const line of printed) output.push(line);
  expect(output.outcome(false, 'exit code 1')).toEqual({ succeeded: false, failedComponent, message });
});

test('lines are plain text, however they arrive', () => {
  const got: string[] = [];
  const take = lines((line) => got.push(line));
  const bytes = Buffer.from('-->mod_a\r\n<b>Notice</b>: \x1b[31mč\n\n0 %\r50 %\nlast');
  for (const byte of bytes) take(Buffer.from([byte]));
  take(Buffer.from('x'.repeat(5_000) + '\n'));
  take(null);
  expect(got.slice(0, 4)).toEqual(['-->mod_a', 'Notice: [31mč', '0 %', '50 %']);
  expect(got[4]).toHaveLength(4_000);
  expect(got).toHaveLength(5);
});

/** One that nobody has collected yet has ended as well. */
function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

describe('the program', () => {
  let folder: string;
  let log: string[];
  let run: BridgeRun & { stop(): void };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'moopanel-upgrade-'));
    log = [];
    const stop = new AbortController();
    run = {
      signal: stop.signal,
      progress: (fraction, message) => log.push(`${Math.round(fraction * 100)} % ${message}`),
      log: (line) => log.push(line),
      stop: () => stop.abort(),
    };
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** A shell script where PHP would be; its arguments are kept. */
  async function standIn(script: string) {
    const file = join(folder, 'php');
    await writeFile(file, `#!/bin/sh\necho "$@" > ${folder}/arguments\n${script}\n`);
    await chmod(file, 0o700);
    return { command: [file], moodleDir: '/var/www/moodle' };
  }

  test('is Moodle’s own, and its lines are the task’s log', async () => {
    const php = await standIn('echo "-->mod_a"; echo "++ Success ++"; if read x; then exit 3; fi');
    expect(await runUpgrade(php, run)).toEqual({ succeeded: true, failedComponent: null, message: '' });
    expect(log).toEqual(['-->mod_a', '10 % Upgrading mod_a', '++ Success ++']);
    expect(await readFile(join(folder, 'arguments'), 'utf8')).toMatch(
      / \/var\/www\/moodle\/admin\/cli\/upgrade\.php --non-interactive --allow-unstable\n$/,
    );
  });

  test('that fails says why', async () => {
    const php = await standIn('echo "-->mod_a"; echo "!!! Boom !!!" >&2; exit 1');
    expect(await runUpgrade(php, run)).toEqual({
      succeeded: false,
      failedComponent: 'mod_a',
      message: '!!! Boom !!!',
    });
  });

  test('is ended with all its children', async () => {
    const php = await standIn(`sleep 300 & echo $! > ${folder}/child; echo ready; wait`);
    const upgrade = runUpgrade(php, { ...run, log: (line) => line === 'ready' && run.stop() });
    await expect(upgrade).rejects.toMatchObject({ name: 'BridgeError', kind: 'aborted' });
    const child = Number(await readFile(join(folder, 'child'), 'utf8'));
    await until(async () => hasEnded(child));
  });

  test('that cannot be started is unavailable', async () => {
    const upgrade = runUpgrade({ command: [join(folder, 'nothing')], moodleDir: '/x' }, run);
    await expect(upgrade).rejects.toMatchObject({ name: 'BridgeError', kind: 'unavailable' });
  });
});
