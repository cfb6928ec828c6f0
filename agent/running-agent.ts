/** How the command line finds the agent that runs on a data folder. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const note = z.object({ url: z.url(), pid: z.int() });
export type RunningAgent = z.infer<typeof note>;

const fileIn = (dataDir: string) => join(dataDir, 'agent.running.json');

/** Says where this process listens; the note is only true while the data folder is locked. */
export function announce(dataDir: string, url: string): void {
  writeFileSync(fileIn(dataDir), JSON.stringify({ url, pid: process.pid } satisfies RunningAgent), {
    mode: 0o600,
  });
}

export function withdraw(dataDir: string): void {
  rmSync(fileIn(dataDir), { force: true });
}

/** Null when none was announced. */
export function announcedAgent(dataDir: string): RunningAgent | null {
  try {
    return note.parse(JSON.parse(readFileSync(fileIn(dataDir), 'utf8')));
  } catch {
    return null;
  }
}
