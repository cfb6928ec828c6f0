/** Takes an upload onto the disk, bounded in size and time, never whole in memory. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Request, Response } from 'express';
import { allowBodyFor } from '../../runtime/body-deadline.js';
import type { PanelContext } from '../context.js';
import { ProblemError } from '../http/problem-error.js';

/** Milliseconds that a large zip over a slow line may take. */
const UPLOAD_TIME = 60 * 60_000;
/** Milliseconds that what is left of a refused upload may take. */
const REST_TIME = 60_000;
const PREFIX = 'upload-';
/** Milliseconds after which a file here is one that a killed process left. */
const LEFT_OVER = 24 * 3_600_000;

/**
 * Writes the request's body to a file of its own, gives it to `use`, and removes it in any case.
 * @throws ProblemError 413 for one that is too large, 400 for one that is empty or was cut off
 */
export async function withUpload<T>(
  panel: PanelContext,
  req: Request,
  res: Response,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const limit = panel.config.libraryMaxBytes;
  if (Number(req.get('content-length') ?? 0) > limit) throw tooLarge(limit);
  const folder = join(panel.config.dataDir, 'library');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeLeftOvers(folder);
  const path = join(folder, `${PREFIX}${randomUUID()}.zip`);
  allowBodyFor(req, res, UPLOAD_TIME);
  try {
    await receive(req, path, limit);
    return await use(path);
  } finally {
    allowBodyFor(req, res, REST_TIME);
    await rm(path, { force: true });
  }
}

async function receive(req: Request, path: string, limit: number): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  let size = 0;
  try {
    // The connection stays, so that a refusal can be answered on it.
    for await (const chunk of req.iterator({ destroyOnReturn: false })) {
      size += (chunk as Buffer).length;
      if (size > limit) throw tooLarge(limit);
      await file.write(chunk as Buffer);
    }
  } catch (error) {
    if (req.destroyed && !req.complete) throw cutOff();
    throw error;
  } finally {
    await file.close();
  }
  if (!req.complete) throw cutOff();
  if (size === 0) throw new ProblemError(400, 'Bad request', { detail: 'The body is empty: send the zip.' });
}

async function removeLeftOvers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(PREFIX)) continue;
    const path = join(folder, name);
    const info = await stat(path).catch(() => null);
    if (info && Date.now() - info.mtimeMs > LEFT_OVER) await rm(path, { force: true });
  }
}

function tooLarge(limit: number): ProblemError {
  return new ProblemError(413, 'The zip is too large', {
    detail: `The library takes zips of up to ${Math.floor(limit / 1024 / 1024)} MB.`,
    hint: 'Whoever runs the panel can raise PANEL_LIBRARY_MAX_MB.',
  });
}

function cutOff(): ProblemError {
  return new ProblemError(400, 'Bad request', { detail: 'The upload was cut off.', hint: 'Send it again.' });
}
