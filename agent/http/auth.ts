/** The key check, before anything of the body is read. */
import type { RequestHandler, Response } from 'express';
import { API_KEY_HEADER } from '../../contract/agent/common.js';
import type { AgentContext } from '../context.js';
import { ApiError } from './errors.js';
import type { FailedKeys } from './limits.js';

/** The key that a request came with. */
export interface PresentedKey {
  id: number;
  /** Null for a key that never expires. */
  expiresAt: Date | null;
}

/**
 * Lets through only requests with a valid `X-API-KEY`; see `presentedKey`.
 * The store compares digests in constant time; a key that is too long to be one never reaches it.
 */
export function requireKey(context: AgentContext, failed: FailedKeys): RequestHandler {
  return async (req, res, next) => {
    const key = req.headers[API_KEY_HEADER];
    if (typeof key !== 'string' || key === '') throw new ApiError(401, 'Authorization key required.');
    await failed.check(req, key);
    const found = key.length <= 512 ? await context.store.keys.verify(key) : null;
    if (found === null || found.expired) {
      await failed.record(req);
      throw new ApiError(401, 'Authorization failed.');
    }
    failed.vouch(req, key);
    res.locals.key = { id: found.id, expiresAt: found.expiresAt } satisfies PresentedKey;
    next();
  };
}

/** The key of a request that has passed `requireKey`. */
export function presentedKey(res: Response): PresentedKey {
  return res.locals.key as PresentedKey;
}
