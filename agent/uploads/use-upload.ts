/** An uploaded file, for the work that it was handed over for. */
import { mkdir, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AgentContext } from '../context.js';
import { ApiError } from '../http/errors.js';
import { noUpload, requireUpload, uploadPath } from './upload-rows.js';

export interface HandedFile {
  /** Absolute. */
  path: string;
  /** As its sender calls it. */
  name: string;
  /** Bytes. */
  size: number;
  sha256: string;
}

/**
 * @throws ApiError 404 where there is no such upload (any more), 409 where it has not arrived whole
 */
export async function completeUpload(context: AgentContext, id: string): Promise<HandedFile> {
  const { name, size, sha256, complete } = await requireUpload(context, id);
  if (!complete || sha256 === null) {
    throw new ApiError(409, 'The upload has not arrived whole: end it with POST /uploads/finish.');
  }
  const path = uploadPath(context, id);
  const there = await stat(path).catch(() => null);
  if (there === null) throw noUpload();
  return { path, name, size: Number(size), sha256 };
}

/**
 * Moves the file to where it is used (same disk), and forgets the upload.
 * @throws ApiError as `completeUpload`
 */
export async function takeUpload(context: AgentContext, id: string, target: string): Promise<void> {
  const { path } = await completeUpload(context, id);
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  await rename(path, target);
  await context.store.prisma.upload.deleteMany({ where: { id } });
}
