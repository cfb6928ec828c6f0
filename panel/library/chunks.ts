/**
 * Zips lie in the database in pieces: any web process can take an upload and any other can serve it, without a disk
 * that all of them share. Each piece is read by a query of its own, so that a slow reader holds no connection.
 */
import { open } from 'node:fs/promises';
import type { PanelContext } from '../context.js';

/** Bytes of each piece but the last. */
export const CHUNK = 1024 * 1024;

/** Stores a file's bytes as the pieces of an item. */
export async function storeChunks(panel: PanelContext, itemId: number, path: string): Promise<void> {
  const file = await open(path);
  try {
    for (let n = 0; ; n++) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(CHUNK), 0, CHUNK, n * CHUNK);
      if (bytesRead === 0) return;
      await panel.database.pool.query(
        'INSERT INTO "LibraryChunk" ("itemId", "n", "bytes") VALUES ($1, $2, $3)',
        [itemId, n, buffer.subarray(0, bytesRead)],
      );
      if (bytesRead < CHUNK) return;
    }
  } finally {
    await file.close();
  }
}

/**
 * The bytes from `start` to `end`, both included.
 * @throws Error when a piece is gone: the item was deleted meanwhile
 */
export async function* readChunks(
  panel: PanelContext,
  itemId: number,
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  for (let n = Math.floor(start / CHUNK); n * CHUNK <= end; n++) {
    const { rows } = await panel.database.pool.query<{ bytes: Buffer }>(
      'SELECT "bytes" FROM "LibraryChunk" WHERE "itemId" = $1 AND "n" = $2',
      [itemId, n],
    );
    const bytes = rows[0]?.bytes;
    if (!bytes) throw new Error(`Piece ${n} of library item ${itemId} is gone.`);
    yield bytes.subarray(Math.max(start - n * CHUNK, 0), end - n * CHUNK + 1);
  }
}
