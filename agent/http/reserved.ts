/**
 * Endpoints that this agent knows and cannot do. Their requests are checked as the specification says, so that a
 * client learns of its own mistakes; a good request is answered with 501.
 */
import { Router, type RequestHandler } from 'express';
import { presetQuery } from '../../contract/agent/presets.js';
import type { AgentContext } from '../context.js';
import { ApiError } from './errors.js';

const notImplemented: RequestHandler = () => {
  throw new ApiError(501, 'Not implemented yet.');
};

export function reservedRouter(_context: AgentContext): Router {
  const router = Router();
  for (const path of ['/users', '/user', '/plugin', '/admin_presets']) router.post(path, notImplemented);

  router.get('/admin_presets', (req) => {
    if (!presetQuery.safeParse(req.query).success) {
      throw new ApiError(403, 'Please provide a valid instance ID.');
    }
    throw new ApiError(501, 'Not implemented yet.');
  });
  return router;
}
