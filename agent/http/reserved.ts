/** Endpoints that the reference reserves and nobody has. */
import { Router, type RequestHandler } from 'express';
import type { AgentContext } from '../context.js';
import { ApiError } from './errors.js';

const notImplemented: RequestHandler = () => {
  throw new ApiError(501, 'Not implemented yet.');
};

export function reservedRouter(_context: AgentContext): Router {
  const router = Router();
  for (const path of ['/users', '/user', '/plugin']) router.post(path, notImplemented);
  return router;
}
