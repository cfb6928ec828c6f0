/** `/uploads…`: large files in pieces. */
import { Router, type Request } from 'express';
import {
  UPLOAD_CHUNK_LIMIT,
  uploadChunkQuery,
  uploadCreateRequest,
  uploadDeletedReply,
  uploadFinishRequest,
  uploadQuery,
} from '../../contract/agent/uploads.js';
import { allowBodyFor } from '../../runtime/body-deadline.js';
import type { AgentContext } from '../context.js';
import { createUpload } from '../uploads/create-upload.js';
import { finishUpload } from '../uploads/finish-upload.js';
import { receivePiece } from '../uploads/receive-piece.js';
import { removeUpload } from '../uploads/remove-upload.js';
import { requireUpload, uploadReply } from '../uploads/upload-rows.js';
import { ApiError, bodyTooLarge } from './errors.js';
import { idempotency } from './idempotency.js';
import { parseBody, parseQuery } from './json-body.js';

/** Milliseconds that a piece may take on a slow line. */
const PIECE_TIME = 10 * 60_000;

export function uploadsRouter(context: AgentContext): Router {
  const router = Router();
  /** Uploads that are being written or compared right now. */
  const busy = new Set<string>();

  /** @throws ApiError 409 where another request is at the same upload */
  async function alone<T>(id: string, work: () => Promise<T>): Promise<T> {
    if (busy.has(id)) {
      throw new ApiError(
        409,
        'Another request works on this upload: wait until it has ended, then ask how far it is.',
        { 'Retry-After': '1' },
      );
    }
    busy.add(id);
    try {
      return await work();
    } finally {
      busy.delete(id);
    }
  }

  router.post('/uploads', idempotency(context), async (req, res) => {
    res.json(uploadReply(await createUpload(context, parseBody(req, uploadCreateRequest))));
  });

  router.get('/uploads', async (req, res) => {
    const { id } = parseQuery(req, uploadQuery);
    res.json(uploadReply(await requireUpload(context, id)));
  });

  router.delete('/uploads', async (req, res) => {
    const { id } = parseQuery(req, uploadQuery);
    await alone(id, async () => {
      await requireUpload(context, id);
      await removeUpload(context, id);
    });
    res.json(uploadDeletedReply.parse({ status: true }));
  });

  router.put('/uploads/chunk', async (req, res) => {
    const { id, offset } = parseQuery(req, uploadChunkQuery);
    requirePlainBytes(req);
    allowBodyFor(req, res, PIECE_TIME);
    const row = await alone(id, () => receivePiece(context, id, offset, req));
    res.json(uploadReply(row));
  });

  router.post('/uploads/finish', idempotency(context), async (req, res) => {
    const { id, sha256 } = parseBody(req, uploadFinishRequest);
    res.json(uploadReply(await alone(id, () => finishUpload(context, id, sha256))));
  });

  return router;
}

/** @throws ApiError 413, 415 */
function requirePlainBytes(req: Request): void {
  if (Number(req.headers['content-length'] ?? 0) > UPLOAD_CHUNK_LIMIT) throw bodyTooLarge(UPLOAD_CHUNK_LIMIT);
  const encoding = req.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    throw new ApiError(415, 'The Content-Encoding is not supported: send the piece as it is.');
  }
}
