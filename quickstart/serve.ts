/** The frame of both child programs: start, say so, stop when the quick start says so or is gone. */
import type { Message, Ready } from './messages.js';

interface Program {
  ready: Omit<Ready, 'kind'>;
  stop(): Promise<void>;
}

/** Runs a program for the quick start. The channel's end is the order to stop, also when the parent was killed. */
export async function serve(start: () => Promise<Program>): Promise<void> {
  // Ctrl-C reaches the whole group; the parent decides when each program stops.
  process.on('SIGINT', () => {});
  const gone = new Promise<void>((resolve) => process.once('disconnect', resolve));
  const terminated = new Promise<void>((resolve) => process.once('SIGTERM', () => resolve()));
  try {
    const program = await start();
    await say({ kind: 'ready', ...program.ready });
    await Promise.race([gone, terminated]);
    await program.stop();
    process.exit(0);
  } catch (error) {
    console.error(error);
    await say({ kind: 'failed', line: error instanceof Error ? error.message : String(error) });
    process.exit(1);
  }
}

function say(message: Message): Promise<void> {
  return new Promise((resolve) => {
    if (!process.send || !process.connected) resolve();
    else process.send(message, () => resolve());
  });
}
