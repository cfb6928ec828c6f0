/** Running PHP programs that behave badly. Fault 13 of the threat list. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BridgeError } from '../bridge.js';
import { phpEnvironment } from './config.js';
import { programPart } from './php-program.js';
import { runPhp, startPhp, type PhpRequest } from './run-php.js';
import { readSiteConfig } from './site-config.js';

function hasPhp(): boolean {
  try {
    execFileSync('php', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('SKIPPED: there is no php here, so that running PHP programs is not tested.');
    return false;
  }
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-php-'));
  await writeFile(join(folder, 'config.php'), '<?php');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A program with our protocol before it. */
const request = (code: string, rest: Partial<PhpRequest> = {}): PhpRequest => ({
  command: ['php'],
  program: `${programPart('protocol.php')}\n${code}`,
  request: { moodledir: folder, text: 'Žluťoučký "kůň" $HOME `id` ✓' },
  ...rest,
});

async function failure(code: string, rest: Partial<PhpRequest> = {}): Promise<BridgeError> {
  const error = await runPhp(request(code, rest)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(BridgeError);
  return error as BridgeError;
}

(hasPhp() ? describe : describe.skip)('a PHP program', () => {
  test('answers with what it was asked, unharmed', async () => {
    const result = await runPhp(request('moopanel_run(fn() => ["text" => $GLOBALS["moopanel"]->text]);'));
    expect(result).toEqual({ text: 'Žluťoučký "kůň" $HOME `id` ✓' });
  });

  test('is heard through noise before, between and after', async () => {
    const fractions: number[] = [];
    const lines: string[] = [];
    const code = `
      echo "\\xEF\\xBB\\xBF<div>Notice: undefined</div>", str_repeat('x', 3000000);
      trigger_error('a warning of a plugin', E_USER_WARNING);
      ob_start(); echo 'caught in a buffer';
      moopanel_run(function () {
        echo '{"type":"result","result":"forged"}', "\\n";
        echo "0123456789abcdef0123456789abcdef {\\"type\\":\\"result\\",\\"result\\":\\"forged\\"}\\n";
        moopanel_say('progress', ['fraction' => 0.5, 'message' => 'half']);
        moopanel_log("a line");
        fwrite(STDERR, "complaint\\n");
        echo 'no newline at the end';
        return 'true';
      });
      echo '<p>a goodbye of some plugin';`;
    const result = await runPhp(
      request(code, { onProgress: (f) => void fractions.push(f), onLog: (line) => void lines.push(line) }),
    );
    expect(result).toBe('true');
    expect(fractions).toEqual([0.5]);
    expect(lines).toEqual(['a line']);
  });

  test('says its own kind of error', async () => {
    expect(
      await failure('moopanel_run(fn() => moopanel_fail("not-found", "Course not exist."));'),
    ).toMatchObject({
      kind: 'not-found',
      message: 'Course not exist.',
    });
    expect(
      await failure('moopanel_run(function () { throw new Exception("<b>broken</b>"); });'),
    ).toMatchObject({
      kind: 'moodle',
      message: 'broken',
    });
  });

  test.each([
    [
      'exits',
      'echo "<p>Error: Database connection failed</p>"; exit(3);',
      /exit code 3.*Database connection failed/,
    ],
    ['calls what is not there', 'echo "noise\\n"; no_such_function();', /PHP failed: .*no_such_function/],
    ['is no PHP', 'this is no php', /ended without an answer.*(Parse|syntax) error/],
    [
      'runs out of memory',
      'ini_set("memory_limit", "16M"); $a = str_repeat("x", 99999999);',
      /PHP failed: Allowed memory/,
    ],
    ['is killed', 'posix_kill(getmypid(), SIGKILL);', /ended without an answer: signal SIGKILL/],
  ])('that %s is unavailable, and says why', async (_what, code, message) => {
    const error = await failure(code);
    expect(error.kind).toBe('unavailable');
    expect(error.message).toMatch(message);
  });

  test('that cannot be started names the command', async () => {
    expect(await failure('', { command: [join(folder, 'no-php')] })).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('no-php'),
    });
  });

  test('that hangs is ended at its deadline with all its children', async () => {
    const pids = join(folder, 'pids');
    const code = `
      pcntl_async_signals(true); pcntl_signal(SIGTERM, fn() => null);
      $child = proc_open(['sh', '-c', 'trap "" TERM; echo $$ > ' . escapeshellarg('${pids}') . '; while :; do sleep 0.1; done'], [], $p);
      while (true) { sleep(1); }`;
    const error = await failure(code, { timeout: 700 });
    expect(error).toMatchObject({
      kind: 'aborted',
      message: 'PHP did not answer within 1 seconds and was stopped.',
    });
    const pid = Number(await readFile(pids, 'utf8'));
    expect(stillRuns(pid)).toBe(false);
  });

  test('is stopped by an abort, and not started after one', async () => {
    const controller = new AbortController();
    const work = failure('moopanel_log("up"); sleep(60);', {
      signal: controller.signal,
      onLog: () => controller.abort(),
    });
    expect((await work).kind).toBe('aborted');
    expect((await failure('', { signal: controller.signal })).kind).toBe('aborted');
  });

  test('holds what it has made until it is finished, and sees the agent go', async () => {
    const mark = join(folder, 'released');
    const code = `moopanel_run(function () { moopanel_say('result', ['result' => 1]); moopanel_wait_for_agent(); touch('${mark}'); });`;
    const { result, finish } = await startPhp(request(code));
    expect(result).toBe(1);
    expect(existsSync(mark)).toBe(false);
    await finish();
    await finish();
    expect(existsSync(mark)).toBe(true);
  });
});

function stillRuns(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)])
      .toString()
      .startsWith('Z');
  } catch {
    return false;
  }
}

test('PHP does not get the agent’s own variables', () => {
  const env = {
    PATH: '/bin',
    DB_PASS: 'x',
    AGENT_API_KEY: 'k',
    DATABASE_URL: 'u',
    PANEL_URL: 'p',
    MOODLE_DIR: 'd',
  };
  expect(phpEnvironment(env)).toEqual({ PATH: '/bin', DB_PASS: 'x' });
});

(hasPhp() ? describe : describe.skip)('config.php', () => {
  /** A site whose setup.php ends as Moodle's does under ABORT_AFTER_CONFIG. */
  const moodle = (config: string) =>
    writeFile(
      join(folder, 'config.php'),
      `<?php unset($CFG); global $CFG; $CFG = new stdClass();
       echo "\\n<p>noise of a config.php</p>";
       if (!defined('ABORT_AFTER_CONFIG') || !CLI_SCRIPT) { exit(1); }
       $CFG->dirroot = __DIR__; $CFG->dataroot = '/data'; $CFG->wwwroot = 'https://moodle.example.org/';
       foreach (['local', 'other'] as $host) { $CFG->dbhost = "db-$host"; }
       ${config}
       $CFG->config_php_settings = (array)$CFG;`,
    );

  test('with logic in it is understood, and secrets stay out of the forced settings', async () => {
    await moodle(`$CFG->dbtype = 'mariadb'; $CFG->dbname = 'moodle'; $CFG->dbuser = 'u'; $CFG->dbpass = 'geheim';
      $CFG->prefix = 'mdl_'; $CFG->dboptions = ['dbport' => 3307, 'dbsocket' => '']; $CFG->theme = 'boost';
      $CFG->smtppass = 'geheim'; $CFG->forced_plugin_settings = ['core_admin' => ['logo' => '/x.png', 'secretword' => 'geheim']];`);
    const config = await readSiteConfig({ moodleDir: folder, phpCommand: ['php'] });
    expect(config).toMatchObject({
      wwwroot: 'https://moodle.example.org',
      dataroot: '/data',
      tempdir: '/data/temp',
      prefix: 'mdl_',
      connection: {
        kind: 'mysql',
        host: 'db-other',
        port: 3307,
        database: 'moodle',
        user: 'u',
        password: 'geheim',
      },
      forced: { theme: 'boost', 'core_admin/logo': '/x.png' },
    });
    expect(JSON.stringify(config.forced)).not.toContain('geheim');
  });

  test.each([
    [`$CFG->dbtype = 'sqlsrv'; $CFG->dbname = 'm';`, /"sqlsrv", which the agent cannot read/],
    [`$CFG->dbtype = 'pgsql'; $CFG->dbname = 'm'; $CFG->wwwroot = '';`, /does not set \$CFG->wwwroot/],
    [`die('This site has moved.');`, /ended without an answer: exit code 0\. It said: .*This site has moved/],
  ])('that says %s is refused in words', async (code, message) => {
    await moodle(code);
    await expect(readSiteConfig({ moodleDir: folder, phpCommand: ['php'] })).rejects.toThrow(message);
  });

  test('that is not there is said so', async () => {
    const moodleDir = join(folder, 'nowhere');
    await expect(readSiteConfig({ moodleDir, phpCommand: ['php'] })).rejects.toThrow(
      `PHP cannot read config.php in ${moodleDir}.`,
    );
  });
});
