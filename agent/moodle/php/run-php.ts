/**
 * Starts PHP_COMMAND with a program of ours and reads its answer. No shell is used; PHP runs in a process group of its
 * own, which is killed whole at the deadline or when the run is aborted.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { BridgeError } from '../bridge.js';
import { markOf } from '../program-mark.js';
import { phpEnvironment } from './config.js';
import { PhpMessageReader } from './php-messages.js';
import { loader, loaderInput } from './php-program.js';
import { ProcessGroup } from './process-group.js';

export interface PhpRequest {
  /** Program and first arguments of PHP_COMMAND. */
  command: readonly string[];
  /** The program's text, from `programText`. */
  program: string;
  /** Named on the command line, where the next start of the agent finds what it has outlived. */
  name?: string;
  /** Becomes `$moopanel`; must hold `moodledir`. */
  request: Readonly<Record<string, unknown>>;
  /** Kills the run; until the answer is there, and not after. */
  signal?: AbortSignal;
  /** Milliseconds until the answer must be there; none without. */
  timeout?: number;
  onProgress?(fraction: number, message?: string): void;
  onLog?(line: string): void;
}

/** A program that has answered and may still be holding something for the agent. */
export interface PhpAnswer {
  result: unknown;
  /** Closes standard input and waits until PHP has ended; kills it after `timeout` ms. Safe to call twice. */
  finish(timeout?: number): Promise<void>;
}

/** Errors go to standard error, away from the answer; the rest is for hosts with odd defaults. */
const options = ['-d', 'display_errors=stderr', '-d', 'html_errors=0', '-d', 'output_buffering=0'];
const FINISH_TIMEOUT = 60_000;

/**
 * Runs a program until it answers; the process stays until `finish`.
 * @throws BridgeError of the program's own kind; `unavailable` when PHP cannot be started or dies without an answer,
 *   `aborted` at the deadline or on abort. `output` holds the last noise.
 */
export async function startPhp(request: PhpRequest): Promise<PhpAnswer> {
  if (request.signal?.aborted) throw new BridgeError('aborted', 'Stopped before PHP was started.');
  const [file = 'php', ...first] = request.command;
  const token = randomBytes(16).toString('hex');
  const mark =
    request.name === undefined ? [] : ['--', markOf(request.name), String(request.request.moodledir)];
  const child = spawn(file, [...first, ...options, '-r', loader, ...mark], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: phpEnvironment(),
  });
  const group = new ProcessGroup(child);
  const stopWatching: (() => void)[] = [];
  const answer = new Promise<unknown>((resolve, reject) => {
    const fail = (kind: BridgeError['kind'], message: string) =>
      reject(new BridgeError(kind, message, reader.noise()));
    const reader = new PhpMessageReader(token, (message) => {
      if (message.type === 'progress') request.onProgress?.(message.fraction, message.message);
      else if (message.type === 'log') request.onLog?.(message.message);
      else if (message.type === 'result') resolve(message.result);
      // An error without words comes from a program that was made to exit; how it ended says more.
      else if (message.message !== '') fail(message.kind, message.message);
    });
    child.stdout.on('data', (chunk: Buffer) => reader.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => reader.pushNoise(chunk.toString('utf8')));
    void group.ended.then((how) => fail('unavailable', deathNotice(request.command, how, reader.noise())));
    const onAbort = () => fail('aborted', 'PHP was stopped before it had finished.');
    request.signal?.addEventListener('abort', onAbort, { once: true });
    stopWatching.push(() => request.signal?.removeEventListener('abort', onAbort));
    if (request.timeout !== undefined) {
      const seconds = Math.round(request.timeout / 1000);
      const late = () => fail('aborted', `PHP did not answer within ${seconds} seconds and was stopped.`);
      const timer = setTimeout(late, request.timeout);
      stopWatching.push(() => clearTimeout(timer));
    }
  });
  // PHP may die before it has read everything; its end says so.
  child.stdin.on('error', () => undefined);
  child.stdin.write(loaderInput(request.program, { ...request.request, token }));
  try {
    const result = await answer;
    return { result, finish: (timeout = FINISH_TIMEOUT) => group.finish(timeout) };
  } catch (error) {
    const aborted = error instanceof BridgeError && error.kind === 'aborted';
    if (aborted) await group.kill();
    else await group.finish(FINISH_TIMEOUT);
    throw error;
  } finally {
    for (const stop of stopWatching) stop();
  }
}

/** As `startPhp`, for programs that have nothing left to do once they have answered. */
export async function runPhp(request: PhpRequest): Promise<unknown> {
  const { result, finish } = await startPhp(request);
  await finish();
  return result;
}

function deathNotice(command: readonly string[], how: string, noise: string): string {
  const last = noise.split('\n').at(-1)?.trim().slice(0, 300);
  const said = last ? ` It said: ${last}` : '';
  return `PHP (${command.join(' ')}) ended without an answer: ${how}.${said}`;
}
