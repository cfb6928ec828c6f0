/** Answers with a zip or a part of it, so that a download that was cut off can go on where it ended. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { PanelContext } from '../context.js';
import type { LibraryItem } from '../db/generated/client.js';
import { ProblemError } from '../http/problem-error.js';
import { readChunks } from './chunks.js';

/**
 * Writes the whole answer: 200, 206 for one range, 304 for a copy that is whole already.
 * @throws ProblemError 416 for a range beyond the file
 */
export async function answerFile(
  panel: PanelContext,
  item: LibraryItem,
  req: Request,
  res: Response,
): Promise<void> {
  const size = Number(item.size);
  const etag = `"${item.sha256}"`;
  res.set({ 'Accept-Ranges': 'bytes', ETag: etag, 'Last-Modified': item.uploadedAt.toUTCString() });
  if (req.get('if-none-match')?.includes(etag)) {
    res.status(304).end();
    return;
  }
  const { start, end, partial } = wantedPart(req, size, etag);
  res.type('application/zip').set('Content-Length', String(end - start + 1));
  if (partial) res.set('Content-Range', `bytes ${start}-${end}/${size}`);
  res.status(partial ? 206 : 200);
  if (req.method === 'HEAD' || size === 0) {
    res.end();
    return;
  }
  await pipeline(Readable.from(readChunks(panel, item.id, start, end)), res);
}

function wantedPart(
  req: Request,
  size: number,
  etag: string,
): { start: number; end: number; partial: boolean } {
  const whole = { start: 0, end: size - 1, partial: false };
  const condition = req.get('if-range');
  // The content never changes under its digest, so that a date is as good as the ETag where it is one.
  if (condition?.startsWith('"') && condition !== etag) return whole;
  const ranges = req.range(size);
  if (ranges === -1) {
    throw new ProblemError(416, 'Range not satisfiable', {
      detail: `The file has ${size} bytes.`,
      headers: { 'Content-Range': `bytes */${size}` },
    });
  }
  // Several ranges, or another unit: the whole is a correct answer.
  if (ranges === undefined || ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return whole;
  const range = ranges[0];
  return range ? { start: range.start, end: range.end, partial: true } : whole;
}
