/** A compiled program as a process of its own: to be killed, restarted, and read by its output. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { packageRoot } from '../../runtime/package-root.js';

export class BuiltProgram {
  private output = '';
  private readonly listeners = new Set<() => void>();

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
        for (const listener of this.listeners) listener();
      });
    }
    child.once('exit', () => {
      for (const listener of this.listeners) listener();
    });
  }

  /** @param file below `dist`, such as `agent/cli.js` */
  static start(file: string, env: Record<string, string>, args: string[] = []): BuiltProgram {
    const inherited = Object.fromEntries(
      Object.entries(process.env).filter(
        ([name]) => !/^(PANEL_|AGENT_|MOODLE_|DATA_DIR|DATABASE_URL|NODE_OPTIONS)/.test(name),
      ),
    );
    return new BuiltProgram(
      spawn(process.execPath, [join(packageRoot(), 'dist', file), ...args], {
        env: { ...inherited, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  get text(): string {
    return this.output;
  }

  /** Resolves when the output matches. @throws Error with the output when the program ends first */
  async until(pattern: RegExp): Promise<RegExpMatchArray> {
    for (;;) {
      const match = this.output.match(pattern);
      if (match) return match;
      if (this.child.exitCode !== null || this.child.signalCode !== null) {
        throw new Error(`The program ended before it said ${pattern}:\n${this.output}`);
      }
      await this.change();
    }
  }

  /** Sends the signal and waits for the end. @returns exit code, or null when killed */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exit = once(this.child, 'exit');
      this.child.kill(signal);
      await exit;
    }
    return this.child.exitCode;
  }

  /** The exit code, once it has ended by itself. */
  async ended(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }

  private change(): Promise<void> {
    return new Promise((resolve) => {
      const listener = () => {
        this.listeners.delete(listener);
        resolve();
      };
      this.listeners.add(listener);
    });
  }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
