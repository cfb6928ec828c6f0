/** A worker as a process of its own, run from the sources, that a test may kill. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { packageRoot } from '../../runtime/package-root.js';

export interface ChildWorker {
  process: ChildProcess;
  /** kill -9; resolves when it is dead. */
  kill(): Promise<void>;
}

/**
 * Resolves when the worker follows tasks.
 * @param env what it is told beyond the path to its programs
 * @throws Error with all that it wrote when it ends before
 */
export async function startChildWorker(env: Record<string, string>): Promise<ChildWorker> {
  const root = packageRoot();
  const loader = join(root, 'agent/testing/typescript.mjs');
  const child = spawn(process.execPath, ['--import', loader, join(root, 'panel/worker.ts')], {
    // A working folder without a .env of the developer's.
    cwd: env.DATA_DIR,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  let written = '';
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      written += chunk.toString();
      if (written.includes('MooPanel worker started')) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => reject(new Error(`The worker ended: ${written}`)));
  });
  return {
    process: child,
    async kill() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await exited;
    },
  };
}
