// Builds the programs when a source is newer than the last build, so that `npm start` works right after `npm ci`
// and costs nothing the next time. Plain JavaScript, because it runs before there is anything built.
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'dist', '.built');
const sources = [
  'contract',
  'runtime',
  'inspection',
  'agent',
  'panel',
  'quickstart',
  'prisma',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'vite.config.ts',
];

/** Newest change of a file below a path, in milliseconds; generated code does not count. */
function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path)
    .filter((name) => name !== 'generated' && name !== 'node_modules')
    .reduce((latest, name) => Math.max(latest, newest(join(path, name))), 0);
}

const built = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const started = new Date();
if (sources.some((source) => newest(join(root, source)) > built)) {
  process.stderr.write('Building MooPanel; this takes about a minute the first time.\n');
  try {
    execFileSync('npm', ['run', '--silent', 'build'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
  } catch (error) {
    process.stderr.write(
      `${error.stdout ?? ''}${error.stderr ?? ''}\nThe build failed. Run "npm ci" and try again.\n`,
    );
    process.exit(1);
  }
  writeFileSync(stamp, `${started.toISOString()}\n`);
  utimesSync(stamp, started, started);
}
