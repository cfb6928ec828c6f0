/** The agent's own memory: tasks, callbacks, keys and settings in one SQLite file. */
import { randomUUID } from 'node:crypto';
import { openDatabase, prepareDataDir } from './database.js';
import type { PrismaClient } from './generated/client.js';
import { idempotentReplies, type IdempotentReplies } from './idempotent-replies.js';
import { apiKeys, type ApiKeys } from './keys.js';
import { createSeal, loadSealKey, type Seal } from './seal.js';
import { settings, type Settings } from './settings.js';

export interface AgentStore {
  readonly prisma: PrismaClient;
  /** Encrypts what is secret before it is written. */
  readonly seal: Seal;
  /** Names this process in the rows it works on; a new one at each start. */
  readonly runId: string;
  readonly keys: ApiKeys;
  readonly settings: Settings;
  readonly idempotency: IdempotentReplies;
  close(): Promise<void>;
}

/**
 * Opens the store in `dataDir`, making the folder, the file and the sealing key where they are missing.
 * @param sealKey 32 bytes; read from `<dataDir>/seal.key` where not given
 * @throws StartError when the folder or the file cannot be used
 */
export async function openStore(
  dataDir: string,
  sealKey?: Buffer,
  clock: () => Date = () => new Date(),
): Promise<AgentStore> {
  prepareDataDir(dataDir);
  const seal = createSeal(sealKey ?? (await loadSealKey(dataDir)));
  const prisma = await openDatabase(dataDir);
  const runId = randomUUID();
  return {
    prisma,
    seal,
    runId,
    keys: apiKeys(prisma, clock),
    settings: settings(prisma),
    idempotency: idempotentReplies(prisma, seal, runId, clock),
    close: () => prisma.$disconnect(),
  };
}
