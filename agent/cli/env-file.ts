/** Writes `agent.env`, the agent's configuration that `init` and `enroll` keep. */
import { randomBytes } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { agentEnvFile, readAgentEnv } from '../config.js';
import { prepareDataDir } from '../store/database.js';

/** 256 random bits, as text that needs no quotes anywhere. */
export function generateKey(): string {
  return randomBytes(32).toString('base64url');
}

/** Quotes what dotenv would otherwise read as a comment or cut. */
function line(name: string, value: string): string {
  if (/^[\w./:@%+,=-]*$/.test(value)) return `${name}=${value}`;
  const quote = ["'", '"', '`'].find((mark) => !value.includes(mark));
  if (quote === undefined || /[\r\n]/.test(value))
    throw new Error(`${name} cannot be written to a file: ${value}`);
  return `${name}=${quote}${value}${quote}`;
}

/**
 * Sets variables in `<dataDir>/agent.env` and keeps the others; the file is 0600 and never half written.
 * @returns the file's path
 */
export function updateAgentEnv(dataDir: string, changes: Record<string, string | undefined>): string {
  prepareDataDir(dataDir);
  const file = agentEnvFile(dataDir);
  const values = { ...readAgentEnv(dataDir), ...changes };
  const lines = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [line(name, value)],
  );
  const text = [
    '# Written by moopanel-agent. Holds the key of this site: keep it secret.',
    ...lines,
    '',
  ].join('\n');
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, text, { mode: 0o600, flush: true });
  renameSync(fresh, file);
  return file;
}
