/** Writes one uploaded file as it comes in; it is under its name only when it is whole and on disk. */
import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { requireSpace } from '../../backup/storage/free-space.js';
import type { AgentConfig } from '../../config.js';
import { ApiError } from '../../http/errors.js';
import { draftPath, makeDraftFolder, newStoredName } from './draft-files.js';

export interface Received {
  storedAs: string;
  size: number;
  sha256: string;
}

/** Bytes after which the disk is looked at again. */
const SPACE_STEP = 64 * 1024 * 1024;

/** Bytes that a request may still bring; `left` goes down as they come. */
export interface UploadBudget {
  left: number;
  limit: number;
}

export const tooLarge = (limit: number) =>
  new ApiError(
    413,
    `The upload is larger than ${Math.floor(limit / 1024 ** 2)} MB, which is as much as this agent takes (AGENT_UPLOAD_MAX_MB).`,
    { Connection: 'close' },
  );

/**
 * @throws ApiError 413 beyond the budget
 * @throws NotEnoughSpace when the disk fills up
 */
export async function receiveFile(
  config: AgentConfig,
  content: AsyncIterable<Buffer>,
  budget: UploadBudget,
): Promise<Received> {
  const folder = await makeDraftFolder(config);
  const storedAs = newStoredName();
  const path = draftPath(config, storedAs);
  const part = `${path}.part`;
  const hash = createHash('sha256');
  const handle = await open(part, 'wx', 0o600);
  let size = 0;
  let checkedAt = 0;
  try {
    try {
      for await (const piece of content) {
        size += piece.length;
        budget.left -= piece.length;
        if (budget.left < 0) throw tooLarge(budget.limit);
        if (size - checkedAt > SPACE_STEP) {
          await requireSpace([{ folder, bytes: 0 }]);
          checkedAt = size;
        }
        hash.update(piece);
        await handle.writeFile(piece);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  return { storedAs, size, sha256: hash.digest('hex') };
}
