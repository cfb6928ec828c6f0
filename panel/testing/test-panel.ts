/** A panel for tests: the real thing on a port of its own and a database of its own; workers only when called. */
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import supertest from 'supertest';
import type { PanelConfig } from '../config.js';
import { startPanel, type Panel } from '../main.js';
import { TaskReconciler } from '../tasks/reconciler.js';
import { clonedDatabase } from './postgres.js';
import { preparedDataDir } from './prepared-data.js';

export const ADMIN = { email: 'admin@example.com', password: 'correct horse battery' };
export const TOKEN = 'test-token-with-all-rights';

export interface TestPanel {
  panel: Panel;
  /** Everything that was logged. */
  log: string[];
  /** Moves the panel's clock on, in milliseconds. */
  advance(milliseconds: number): void;
  now(): Date;
  /** A request with all rights. */
  api(method: 'get' | 'post' | 'patch' | 'delete', path: string, body?: object): supertest.Test;
  /** A request without any credentials; paths from the root. */
  anonymous: ReturnType<typeof supertest>;
  /** One pass of the worker. */
  follow(): Promise<void>;
  stop(): Promise<void>;
}

export async function startTestPanel(changes: Partial<PanelConfig> = {}): Promise<TestPanel> {
  const server = process.env.TEST_POSTGRES_URL;
  const clone = server && !('databaseUrl' in changes) ? await clonedDatabase(server) : null;
  const dataDir = changes.dataDir ?? (await preparedDataDir());
  const log: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      log.push(chunk.toString());
      done();
    },
  });
  let offset = 0;
  const now = () => new Date(Date.now() + offset);
  const config: PanelConfig = {
    port: 0,
    host: '127.0.0.1',
    dataDir,
    databaseUrl: clone?.url,
    role: 'web',
    adminEmail: ADMIN.email,
    adminPassword: ADMIN.password,
    apiToken: TOKEN,
    secretKeys: [randomBytes(32)],
    trustProxy: false,
    logLevel: 'debug',
    allowPrivateAgents: true,
    libraryMaxBytes: 1024 * 1024 * 4,
    migrationPatienceMinutes: 30,
    timezone: 'UTC',
    ...changes,
  };
  const panel = await startPanel(config, { logger: pino({ level: 'debug' }, sink), clock: now });
  const reconciler = new TaskReconciler(panel.context);
  return {
    panel,
    log,
    now,
    advance: (milliseconds) => void (offset += milliseconds),
    api: (method, path, body) => {
      const request = supertest(panel.url)[method](`/api/v1${path}`).set('authorization', `Bearer ${TOKEN}`);
      return body ? request.send(body) : request;
    },
    anonymous: supertest(panel.url),
    follow: () => reconciler.runOnce(),
    async stop() {
      await reconciler.stop();
      await panel.stop();
      await clone?.drop();
      if (changes.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}
