/** Runs one of the panel's programs as a process: configuration in, one line on failure, a clean end on a signal. */
import { config as readDotenv } from 'dotenv';
import { StartError } from '../runtime/start-error.js';
import { readConfig, type PanelConfig } from './config.js';

export interface Served {
  /** Printed once it serves. */
  lines: string[];
  stop(): Promise<void>;
}

/** Starts and stays until SIGINT or SIGTERM; ends the process with 1 when it cannot start. */
export async function serve(start: (config: PanelConfig) => Promise<Served>): Promise<void> {
  readDotenv({ quiet: true });
  try {
    const served = await start(readConfig());
    for (const line of served.lines) process.stdout.write(`${line}\n`);
    const stop = () => void served.stop().then(() => process.exit(0));
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  } catch (error) {
    const words = error instanceof StartError ? error.message : error instanceof Error ? error.stack : error;
    process.stderr.write(`${String(words)}\n`);
    process.exit(1);
  }
}
