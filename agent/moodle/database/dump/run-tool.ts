/** Runs a database's own command-line tools. */
import { execFile, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { phpEnvironment } from '../../php/config.js';
import { DumpFailed } from './dump-failed.js';

/** Characters of standard error that are kept. */
const SAID = 2_000;

export interface ToolRun {
  args: readonly string[];
  signal: AbortSignal;
  /** On top of the agent's environment, from which the agent's own variables are taken. */
  env?: Readonly<Record<string, string>>;
  /** Read by the tool: a source, and what it goes through. */
  input?: readonly [Readable, ...NodeJS.ReadWriteStream[]];
  /** What it prints goes through these; the last writes it. */
  output?: readonly [...NodeJS.ReadWriteStream[], Writable];
}

/** The first of these programs that is on this machine; null when none is. */
export async function findTool(...names: string[]): Promise<string | null> {
  for (const name of names) {
    const there = await promisify(execFile)(name, ['--version']).then(
      () => true,
      () => false,
    );
    if (there) return name;
  }
  return null;
}

/**
 * Runs it to its end.
 * @returns what it printed, when nobody else takes that
 * @throws DumpFailed with what it said, the signal's reason when that stopped it
 */
export async function runTool(tool: string, { args, signal, env, input, output }: ToolRun): Promise<string> {
  signal.throwIfAborted();
  const child = spawn(tool, [...args], {
    env: { ...phpEnvironment(), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const kill = () => void child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  let said = '';
  let printed = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-SAID)));
  if (!output) child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const ended = new Promise<string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, by) => resolve(code === 0 ? null : by ? `signal ${by}` : `exit code ${code}`));
  });
  const broken = (error: unknown) => {
    kill();
    return error instanceof Error ? error.message : String(error);
  };
  try {
    const [how, ...pipes] = await Promise.all([
      ended,
      // A tool that ends early breaks its input; how it ended says more.
      input ? pipeline([...input, child.stdin]).then(() => null, broken) : (child.stdin.end(), null),
      output ? pipeline([child.stdout, ...output]).then(() => null, broken) : null,
    ]);
    signal.throwIfAborted();
    const why = how ?? pipes.find((pipe) => pipe !== null) ?? null;
    if (why === null) return printed;
    const words = said.trim() === '' ? '' : ` It said: ${said.trim()}`;
    throw new DumpFailed(`${tool} ended with ${why}.${words}`);
  } finally {
    signal.removeEventListener('abort', kill);
  }
}
