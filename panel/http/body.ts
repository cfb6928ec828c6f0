/** Bodies of the panel's routes: bounded in size and depth, read only after the caller is known. */
import express, { type Request, type Response } from 'express';
import { parseGuardedJson } from '../../runtime/json-guard.js';
import { ProblemError } from './problem-error.js';

/** Bytes, counted after decompression. */
export const BODY_LIMIT = 1024 * 1024;

const rawUpTo = (limit: number) => express.raw({ type: () => true, limit, inflate: true });
const raw = rawUpTo(BODY_LIMIT);

/**
 * Reads the body's bytes.
 * @param limit bytes, counted after decompression
 * @returns an empty buffer where there is none
 * @throws an error of status 413 when it is too large, 415 for an unknown encoding
 */
export function readBytes(req: Request, res: Response, limit = BODY_LIMIT): Promise<Buffer> {
  const read = limit === BODY_LIMIT ? raw : rawUpTo(limit);
  return new Promise((resolve, reject) => {
    read(req, res, (error?: unknown) => {
      if (error) reject(error instanceof Error ? error : new Error(String(error)));
      else resolve(Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0));
    });
  });
}

/**
 * Reads the body as JSON; no body is `undefined`.
 * @throws ProblemError 415 for another content type, which also keeps plain HTML forms of other sites out
 */
export async function readJson(req: Request, res: Response): Promise<unknown> {
  const bytes = await readBytes(req, res);
  if (bytes.length === 0) return undefined;
  if (!req.is(['json', '+json'])) {
    throw new ProblemError(415, 'Only JSON is taken', { hint: 'Send Content-Type: application/json.' });
  }
  return parseGuardedJson(bytes);
}
