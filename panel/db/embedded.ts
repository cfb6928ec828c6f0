/** The embedded PostgreSQL: PGlite behind a unix socket, so that everything else opens it with the ordinary driver. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import type { PoolConfig } from 'pg';
import { lockFolder } from './folder-lock.js';

export interface EmbeddedDatabase {
  /** For `pg.Pool`. */
  connection: PoolConfig;
  stop(): Promise<void>;
}

/** A socket's whole path must fit into the kernel's 108 bytes, the closing zero included. */
const SOCKET_PATH_LIMIT = 107;
const SOCKET_NAME = '.s.PGSQL.5432';
/** More than the pool's one, so that a connection that is just closing is not in the way of the next. */
const MAX_CONNECTIONS = 4;

/**
 * Starts the database in `<dataDir>/pg`. The first start makes it and takes some seconds.
 * @throws StartError when another panel runs on the folder
 */
export async function startEmbedded(dataDir: string): Promise<EmbeddedDatabase> {
  const folder = join(dataDir, 'pg');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = lockFolder(folder);
  try {
    const database = await PGlite.create({ dataDir: join(folder, 'data') });
    const socketFolder = await makeSocketFolder(folder);
    const path = join(socketFolder.path, SOCKET_NAME);
    await rm(path, { force: true });
    const server = new PGLiteSocketServer({ db: database, path, maxConnections: MAX_CONNECTIONS });
    await server.start();
    return {
      // One connection: the socket server takes each message of the protocol by itself and lets those of several
      // connections mingle, so that one would bind the statement that another had parsed. Requests wait for their
      // turn in the pool instead; the database does one thing at a time anyhow.
      connection: {
        host: socketFolder.path,
        user: 'postgres',
        database: 'postgres',
        max: 1,
        connectionTimeoutMillis: 60_000,
      },
      async stop() {
        await server.stop();
        await database.close();
        await rm(socketFolder.temporary ? socketFolder.path : path, { recursive: true, force: true });
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function makeSocketFolder(folder: string): Promise<{ path: string; temporary: boolean }> {
  const path = join(folder, 'run');
  if (Buffer.byteLength(join(path, SOCKET_NAME)) > SOCKET_PATH_LIMIT) {
    return { path: await mkdtemp(join(tmpdir(), 'moopanel-')), temporary: true };
  }
  await mkdir(path, { recursive: true, mode: 0o700 });
  return { path, temporary: false };
}
