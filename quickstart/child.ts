/** One of the two programs as a process of its own: started, awaited, stopped; its log goes to a file. */
import { fork, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import type { Message, Ready } from './messages.js';

/** Node's share for young objects, in megabytes: with its own choice each program takes some 50 MB more and is no faster. */
const lean = ['--max-semi-space-size=2'];
/** How long a program may take to stop before it is killed, in milliseconds. */
const STOP_TIMEOUT = 10_000;

export interface Child {
  readonly name: string;
  readonly ready: Ready;
  /** Resolves with a sentence when the program ends without having been asked to. */
  readonly died: Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts a module of this folder and waits until it serves.
 * @param logFile absolute path; lines are appended
 * @throws Error with the program's own line when it cannot start
 */
export async function startChild(
  name: string,
  module: URL,
  env: NodeJS.ProcessEnv,
  logFile: string,
): Promise<Child> {
  const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  const child = fork(module, [], { env, execArgv: lean, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  const exited = once(child, 'exit').then(() => log.end());

  const ready = await new Promise<Ready>((resolve, reject) => {
    child.once('message', (message: Message) =>
      message.kind === 'ready' ? resolve(message) : reject(new Error(message.line)),
    );
    child.once('exit', (code) =>
      reject(new Error(`The ${name} ended at its start (code ${code}); see ${logFile}.`)),
    );
  });

  let stopping = false;
  const died = new Promise<string>((resolve) =>
    child.once('exit', (code, signal) => {
      if (!stopping) resolve(`The ${name} ended by itself (${signal ?? `code ${code}`}); see ${logFile}.`);
    }),
  );
  return {
    name,
    ready,
    died,
    stop: async () => {
      stopping = true;
      await stopChild(child);
      await exited;
    },
  };
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT);
  if (child.connected) child.disconnect();
  else child.kill('SIGTERM');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  clearTimeout(timer);
}
