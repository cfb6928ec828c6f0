/** A child process with everything that it has started, ended together. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';

/** Milliseconds between asking a group to end and killing it. */
const GRACE = 2_000;

export class ProcessGroup {
  /** How it ended, in words; never rejects. */
  readonly ended: Promise<string>;

  /** `child` must have been spawned detached, with pipes. */
  constructor(private readonly child: ChildProcessWithoutNullStreams) {
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('close', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
    });
  }

  /** Closes standard input and waits for the end; kills the group after `timeout` ms. */
  async finish(timeout: number): Promise<void> {
    this.child.stdin.end();
    const timer = setTimeout(() => void this.kill(), timeout);
    await this.ended;
    clearTimeout(timer);
  }

  /** Asks the whole group to end, then kills what is left. Resolves when the child is gone. */
  async kill(): Promise<void> {
    this.child.stdin.destroy();
    this.signal('SIGTERM');
    const timer = setTimeout(() => {
      this.signal('SIGKILL');
      // Under sudo the group is another user's: closing our ends is what PHP notices then.
      this.child.stdout.destroy();
      this.child.stderr.destroy();
    }, GRACE);
    await this.ended;
    clearTimeout(timer);
    // Whatever outlived its parent.
    this.signal('SIGKILL');
  }

  private signal(name: NodeJS.Signals): void {
    if (this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, name);
    } catch {
      // Gone already, or another user's.
    }
  }
}
