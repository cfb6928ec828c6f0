/**
 * Handing a large file to an agent in pieces (ours): begun, filled from the front, checked, used. A transfer that was
 * cut off goes on where the agent says it has arrived.
 */
import { z } from 'zod';
import { unixSeconds } from './common.js';

/** 32 hexadecimal characters, as Moodle's own backup ids. */
export const hexId = z.string().regex(/^[0-9a-f]{32}$/);
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Bytes that a piece of an upload may have. */
export const UPLOAD_CHUNK_LIMIT = 16 * 1024 * 1024;

/** POST `/uploads`. `size` in bytes; `sha256` of the whole where it is known already. */
export const uploadCreateRequest = z.object({
  name: z.string().min(1).max(255),
  size: z.int().positive(),
  sha256: sha256.optional(),
});

/** Of an upload in all replies. `complete` once the whole has arrived and its checksum has been compared. */
export const upload = z.object({
  id: hexId,
  name: z.string(),
  size: z.int(),
  /** Bytes that have arrived and are on disk: the offset of the next piece. */
  received: z.int(),
  complete: z.boolean(),
  /** Of the whole, once complete. */
  sha256: sha256.nullable(),
  /** When it is thrown away. */
  expires_at: unixSeconds,
});
export type Upload = z.infer<typeof upload>;

/** GET and DELETE `/uploads?id=`. */
export const uploadQuery = z.object({ id: hexId });

/**
 * PUT `/uploads/chunk?id=&offset=`: the bytes from `offset` on, as `application/octet-stream`, at most UPLOAD_CHUNK_LIMIT.
 * The reply is the upload; 409 where `offset` is not what has arrived (ask with GET and go on from there).
 */
export const uploadChunkQuery = z.object({ id: hexId, offset: z.coerce.number().int().nonnegative() });

/** POST `/uploads/finish`: reads the whole back and compares. 422 where the checksum differs: the upload is thrown away. */
export const uploadFinishRequest = z.object({ id: hexId, sha256: sha256.optional() });

export const uploadDeletedReply = z.object({ status: z.literal(true) });
