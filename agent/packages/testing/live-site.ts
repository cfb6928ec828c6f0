/** A live Moodle that a test may change, and an update service of the test's own beside it. */
import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { ZipArchive } from 'archiver';

const run = promisify(execFile);

/** Runs one of Moodle's own command-line programs; what it prints is returned, whatever its exit code. */
export async function moodleCli(
  moodleDir: string,
  script: string,
  ...args: string[]
): Promise<{ code: number; text: string }> {
  try {
    const { stdout, stderr } = await run('php', [join(moodleDir, 'admin/cli', script), ...args], {
      maxBuffer: 2 ** 26,
    });
    return { code: 0, text: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, text: stdout + stderr };
  }
}

export interface Independent {
  front: number;
  login: number;
  /** `upgrade.php --is-pending` says 0 for no. */
  pending: number;
  cron: string;
}

/** Front page, login and cron, asked without any of our code. */
export async function askIndependently(moodleDir: string, wwwroot: string): Promise<Independent> {
  const page = async (path: string) => {
    const response = await fetch(wwwroot + path);
    const text = await response.text();
    return /Exception|Fatal error|Parse error|errorbox/.test(text) ? 599 : response.status;
  };
  const cron = await moodleCli(moodleDir, 'cron.php', '--keep-alive=0');
  const suspended = /suspended|upgrade pending/i.exec(cron.text)?.[0];
  return {
    front: await page('/'),
    login: await page('/login/index.php'),
    pending: (await moodleCli(moodleDir, 'upgrade.php', '--is-pending')).code,
    cron: suspended ?? (cron.code === 0 ? 'runs' : cron.text.slice(-500)),
  };
}

export const healthy: Independent = { front: 200, login: 200, pending: 0, cron: 'runs' };

/** A zip of the site's own tree, with some files changed; the site's own files stay out. */
export async function zipOfTree(
  moodleDir: string,
  target: string,
  change: (path: string, text: string) => string,
  changed: readonly string[],
): Promise<void> {
  const archive = new ZipArchive({ zlib: { level: 1 } });
  const writing = pipeline(archive, createWriteStream(target));
  const entries = await readdir(moodleDir, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = relative(moodleDir, join(entry.parentPath, entry.name));
    if (path === 'config.php' || path.startsWith('.git/') || path.startsWith('local/')) continue;
    const name = join('moodle', path);
    if (changed.includes(path))
      archive.append(change(path, await readFile(join(moodleDir, path), 'utf8')), { name });
    else archive.file(join(moodleDir, path), { name });
  }
  await archive.finalize();
  await writing;
}
