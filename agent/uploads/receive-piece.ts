/** Takes a piece of an upload from the wire to the disk. */
import { open, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { UPLOAD_CHUNK_LIMIT } from '../../contract/agent/uploads.js';
import { errorCode } from '../backup/error-words.js';
import type { AgentContext } from '../context.js';
import { ApiError } from '../http/errors.js';
import type { Upload } from '../store/generated/client.js';
import { noUpload, requireUpload, UPLOAD_LIFE, uploadPath } from './upload-rows.js';

/**
 * Writes the bytes behind those that have arrived. Of a piece that is cut off in the middle, what is on disk counts.
 * @param offset where its sender believes that it begins
 * @throws ApiError 409 for another offset, 413 for a piece that is too long, 507 when the disk is full
 */
export async function receivePiece(
  context: AgentContext,
  id: string,
  offset: number,
  source: Readable,
): Promise<Upload> {
  const row = await requireUpload(context, id);
  const received = Number(row.received);
  if (offset !== received) {
    throw new ApiError(
      409,
      `The piece begins at byte ${offset}, but ${received} of ${row.size} bytes have arrived: go on from byte ${received}.`,
    );
  }
  const file = await openFile(context, id);
  try {
    // What an earlier piece has left behind what counts.
    await file.truncate(received);
    const room = Math.min(UPLOAD_CHUNK_LIMIT, Number(row.size) - received);
    const { written, error } = await write(file, received, room, source);
    await file.sync();
    const now = context.clock();
    const after = await context.store.prisma.upload.update({
      where: { id },
      data: {
        received: BigInt(received + written),
        expiresAt: new Date(now.getTime() + UPLOAD_LIFE),
      },
    });
    if (error !== null) throw error;
    return after;
  } finally {
    await file.close();
  }
}

async function openFile(context: AgentContext, id: string): Promise<FileHandle> {
  try {
    return await open(uploadPath(context, id), 'r+');
  } catch (error) {
    throw errorCode(error) === 'ENOENT' ? noUpload() : error;
  }
}

/** @returns how much lies in the file, and what ended it before its time */
async function write(
  file: FileHandle,
  start: number,
  room: number,
  source: Readable,
): Promise<{ written: number; error: Error | null }> {
  let written = 0;
  try {
    // Whoever sent too much is to read the answer, so the request stays open.
    for await (const piece of source.iterator({ destroyOnReturn: false })) {
      const chunk = piece as Buffer;
      if (written + chunk.length > room) throw tooLong(room);
      for (let done = 0; done < chunk.length;) {
        const length = chunk.length - done;
        done += (await file.write(chunk, done, length, start + written + done)).bytesWritten;
      }
      written += chunk.length;
    }
    return { written, error: null };
  } catch (error) {
    const code = errorCode(error);
    if (error instanceof ApiError) throw error;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw diskFull();
    return { written, error: source.errored === null ? (error as Error) : cutOff() };
  }
}

const tooLong = (room: number) =>
  new ApiError(413, `The piece is too long: at most ${room} bytes are taken here.`, { Connection: 'close' });

const cutOff = () => new ApiError(400, 'The piece was cut off: ask how far the upload is, and go on there.');

const diskFull = () =>
  new ApiError(507, 'The disk is full: free space on the Moodle server, then go on with the upload.', {
    Connection: 'close',
  });
