/** GET `/health`. */
import { Router } from 'express';
import type { AgentContext } from '../context.js';
import { siteHealth } from '../moodle/reads/health.js';

export function healthRouter({ site, clock }: AgentContext): Router {
  const router = Router();
  router.get('/health', async (_req, res) => {
    res.json(await siteHealth(site, Math.floor(clock().getTime() / 1000)));
  });
  return router;
}
