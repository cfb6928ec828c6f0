/** POST `/updates/check`. */
import { Router } from 'express';
import type { UpdatesCheckReply } from '../../contract/agent/plugins.js';
import type { AgentContext } from '../context.js';

export function updatesRouter({ updates }: AgentContext): Router {
  const router = Router();
  router.post('/updates/check', async (_req, res) => {
    const reply: UpdatesCheckReply = { status: true, last_check_for_updates: await updates.check() };
    res.json(reply);
  });
  return router;
}
