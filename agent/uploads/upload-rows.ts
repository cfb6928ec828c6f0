/** Rows of uploads, and where their files lie. */
import { join } from 'node:path';
import type { Upload as UploadReply } from '../../contract/agent/uploads.js';
import { unixTime } from '../../runtime/unix-time.js';
import type { AgentContext } from '../context.js';
import { ApiError } from '../http/errors.js';
import type { Upload } from '../store/generated/client.js';

/** Milliseconds after its last piece for which an upload is kept; Moodle's draft files live as long. */
export const UPLOAD_LIFE = 2 * 24 * 60 * 60 * 1000;

export const uploadsFolder = ({ config }: Pick<AgentContext, 'config'>) => join(config.dataDir, 'uploads');

/** @param id 32 hexadecimal characters */
export const uploadPath = (context: Pick<AgentContext, 'config'>, id: string) =>
  join(uploadsFolder(context), id);

/** @throws ApiError 404 */
export async function requireUpload(
  { store, clock }: Pick<AgentContext, 'store' | 'clock'>,
  id: string,
): Promise<Upload> {
  const row = await store.prisma.upload.findUnique({ where: { id } });
  if (row === null || row.expiresAt <= clock()) throw noUpload();
  return row;
}

export const noUpload = () =>
  new ApiError(404, 'There is no such upload (any more): begin a new one with POST /uploads.');

export function uploadReply(row: Upload): UploadReply {
  return {
    id: row.id,
    name: row.name,
    size: Number(row.size),
    received: Number(row.received),
    complete: row.complete,
    sha256: row.complete ? row.sha256 : null,
    expires_at: unixTime(row.expiresAt),
  };
}
