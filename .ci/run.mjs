// Runs the checks one after the other, counts tests and steps, and ends with "N passed, N failed".
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let passed = 0;
let failed = 0;
const reports = mkdtempSync(join(tmpdir(), 'moopanel-ci-'));

function run(command, args, env = {}) {
  return (
    spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } })
      .status === 0
  );
}
function quiet(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

function step(name, command, args, env) {
  const begun = Date.now();
  console.log(`\n== ${name}`);
  const ok = run(command, args, env);
  if (ok) passed++;
  else failed++;
  console.log(`== ${name}: ${ok ? 'passed' : 'FAILED'} in ${Math.round((Date.now() - begun) / 1000)} s`);
  return ok;
}

/** A step in the background; what it prints comes whole, when it has ended. */
function beside([name, command, args]) {
  return new Promise((done) => {
    const begun = Date.now();
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    const end = (code) => {
      const ok = code === 0;
      if (ok) passed++;
      else failed++;
      const seconds = Math.round((Date.now() - begun) / 1000);
      console.log(`\n== ${name}\n${output}== ${name}: ${ok ? 'passed' : 'FAILED'} in ${seconds} s`);
      done();
    };
    child.on('error', () => end(null));
    child.on('close', end);
  });
}

/** Lanes side by side; the steps of one lane follow each other. */
async function together(lanes) {
  const run = async (steps) => {
    for (const step of steps) await beside(step);
  };
  await Promise.all(lanes.map(run));
}

/** A Jest run whose every test counts; a run that dies counts as one failure. */
function tests(name, args, env) {
  const begun = Date.now();
  const report = join(reports, `${name.replace(/\W+/g, '-')}.json`);
  console.log(`\n== ${name}`);
  const ok = run('npm', ['test', '--silent', '--', '--json', `--outputFile=${report}`, ...args], env);
  if (existsSync(report)) {
    const result = JSON.parse(readFileSync(report, 'utf8'));
    passed += result.numPassedTests;
    failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
    if (!ok && result.numFailedTests + result.numRuntimeErrorTestSuites === 0) failed++;
    if (result.numPassedTests === 0) failed++;
  } else failed++;
  console.log(`== ${name}: ${Math.round((Date.now() - begun) / 1000)} s`);
}

if (!existsSync('node_modules/.package-lock.json') || process.env.CI)
  step('install', 'npm', ['ci', '--no-audit', '--no-fund']);

tests('npm test', []);
await together([
  [['lint', 'npm', ['run', '--silent', 'lint']]],
  [
    ['import rules', 'npm', ['run', '--silent', 'imports']],
    ['type check', 'npm', ['run', '--silent', 'typecheck']],
    // As `npm run build`, but for the clients that are there already: ESLint is reading them.
    ['build', 'npx', ['tsc', '-p', 'tsconfig.build.json']],
    ['build of the page', 'npx', ['vite', 'build']],
  ],
]);

const apt = process.getuid?.() === 0 && quiet('which', ['apt-get']);
function need(program, packages) {
  if (quiet('which', [program])) return true;
  if (!apt) return false;
  quiet('apt-get', ['update', '-qq']);
  return (
    quiet('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages]) &&
    quiet('which', [program])
  );
}

// The machine's own servers: started where installed and not running.
const databases = {};
if (quiet('which', ['mariadb'])) {
  if (!quiet('mariadb', ['-e', 'select 1']))
    quiet('start-stop-daemon', ['--start', '--oknodo', '--background', '--exec', '/usr/sbin/mariadbd']);
  for (let i = 0; i < 20 && !quiet('mariadb', ['-e', 'select 1']); i++) quiet('sleep', ['1']);
  databases.TEST_MARIADB_URL = 'mysql://root@127.0.0.1:3306/test';
}
if (quiet('which', ['psql'])) {
  const alive = () => quiet('psql', ['-h', '127.0.0.1', '-U', 'postgres', '-c', 'select 1']);
  if (!alive())
    run('bash', ['-c', 'pg_ctlcluster --skip-systemctl-redirect $(ls /etc/postgresql) main start']);
  for (let i = 0; i < 20 && !alive(); i++) quiet('sleep', ['1']);
  databases.TEST_POSTGRES_URL = 'postgres://postgres@127.0.0.1:5432/test';
}
if (existsSync('../shared/golden')) databases.GOLDEN_DIR = join(process.cwd(), '../shared/golden');
need('php', ['php-cli', 'php-zip']);
if (Object.keys(databases).length > 0) {
  // Those that have more to do where a server, PHP or the recordings are there; the others have run above.
  const wanted = /TEST_(MARIADB|POSTGRES)_URL|GOLDEN_DIR|test-databases|test-panel|postgres\.js|runPhp|'php'/;
  // Those that only pass on what an agent says or ask the database nothing that two processes could do at once, bring a
  // database of their own, or want a Moodle that is not there.
  const same =
    /^(panel\/(copies|webservices|presets|courses|http)\/|agent\/(organisation|presets)\/|panel\/auth\/password|panel\/\w+\/plugin-site)/;
  const alive = (file) => process.env.MOODLE_DIR || !file.endsWith('live.test.ts');
  const files = ['agent', 'panel', 'contract']
    .flatMap((room) => readdirSync(room, { recursive: true }).map((file) => `${room}/${file}`))
    .filter((file) => file.endsWith('.test.ts') && !same.test(file) && alive(file))
    .filter((file) => wanted.test(readFileSync(file, 'utf8')));
  tests('tests against MariaDB, PostgreSQL and PHP', files, databases);
} else
  console.log(
    '\n== NO DATABASE SERVER ON THIS MACHINE: the tests against MariaDB and PostgreSQL were skipped',
  );

if (need('chromium', ['chromium'])) {
  tests('built programs and browser', ['--config', 'jest.built.config.js']);
} else console.log('\n== NO CHROMIUM ON THIS MACHINE: the browser test was skipped');

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
