/** Ends an upload: the whole is read back from disk and compared. */
import { stat } from 'node:fs/promises';
import { syncedDigest } from '../backup/zip/file-digest.js';
import type { AgentContext } from '../context.js';
import { ApiError } from '../http/errors.js';
import type { Upload } from '../store/generated/client.js';
import { removeUpload } from './remove-upload.js';
import { noUpload, requireUpload, uploadPath } from './upload-rows.js';

/**
 * Asked again for one that is complete, it answers the same.
 * @param told checksum of the whole, beside the one that may have been told at the beginning
 * @throws ApiError 409 where bytes are missing, 422 where the checksum differs; then the upload is gone
 */
export async function finishUpload(
  context: AgentContext,
  id: string,
  told: string | undefined,
): Promise<Upload> {
  const row = await requireUpload(context, id);
  if (row.received !== row.size) {
    throw new ApiError(
      409,
      `The upload has not arrived whole: ${row.received} of ${row.size} bytes. Go on from byte ${row.received}.`,
    );
  }
  const sha256 = row.complete && row.sha256 !== null ? row.sha256 : await digestOf(context, row);
  const expected = [row.sha256, told].filter((sum) => sum !== null && sum !== undefined);
  const wrong = expected.find((sum) => sum !== sha256);
  if (wrong !== undefined) {
    await removeUpload(context, id);
    throw new ApiError(
      422,
      `The file that arrived has the SHA-256 ${sha256}, not ${wrong}: it was damaged on its way and has been removed. Upload it again.`,
    );
  }
  return context.store.prisma.upload.update({ where: { id }, data: { complete: true, sha256 } });
}

async function digestOf(context: AgentContext, row: Upload): Promise<string> {
  const path = uploadPath(context, row.id);
  const there = await stat(path).catch(() => null);
  if (there === null || BigInt(there.size) < row.size) throw noUpload();
  return (await syncedDigest(path)).sha256;
}
