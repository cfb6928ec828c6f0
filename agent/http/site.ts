/** GET `/`, `/test_connection`, `/dashboard`. */
import { Router, type RequestHandler } from 'express';
import type { AgentContext } from '../context.js';
import { connectionFacts, siteFacts } from '../moodle/reads/site-facts.js';

export function siteRouter({ site }: AgentContext): Router {
  const router = Router();
  const connection: RequestHandler = async (_req, res) => {
    res.json(await connectionFacts(site));
  };
  router.get('/', connection);
  router.get('/test_connection', connection);
  router.get('/dashboard', async (_req, res) => {
    res.json(await siteFacts(site));
  });
  return router;
}
