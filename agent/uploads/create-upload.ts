/** Begins an upload. */
import { randomBytes } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import type { z } from 'zod';
import type { uploadCreateRequest } from '../../contract/agent/uploads.js';
import { requireSpace } from '../backup/storage/free-space.js';
import type { AgentContext } from '../context.js';
import { ApiError } from '../http/errors.js';
import type { Upload } from '../store/generated/client.js';
import { UPLOAD_LIFE, uploadPath, uploadsFolder } from './upload-rows.js';

/**
 * @throws ApiError 413 for more than is taken; NotEnoughSpace where the disk could not hold it beside what is still to come of
 * others
 */
export async function createUpload(
  context: AgentContext,
  { name, size, sha256 }: z.infer<typeof uploadCreateRequest>,
): Promise<Upload> {
  const { config, store, clock } = context;
  if (size > config.uploadMaxBytes) {
    throw new ApiError(
      413,
      `The file has ${size} bytes; at most ${config.uploadMaxBytes} are taken (AGENT_UPLOAD_MAX_MB).`,
    );
  }
  const folder = uploadsFolder(context);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const others = await store.prisma.upload.aggregate({
    where: { complete: false },
    _sum: { size: true, received: true },
  });
  const promised = Number((others._sum.size ?? 0n) - (others._sum.received ?? 0n));
  await requireSpace([{ folder, bytes: size + promised }]);
  const now = clock();
  const row = await store.prisma.upload.create({
    data: {
      id: randomBytes(16).toString('hex'),
      name,
      size: BigInt(size),
      sha256: sha256 ?? null,
      createdAt: now,
      expiresAt: new Date(now.getTime() + UPLOAD_LIFE),
    },
  });
  // After its row: files without one are swept away.
  const file = await open(uploadPath(context, row.id), 'wx', 0o600);
  await file.close();
  return row;
}
