/** `/healthz`, `/readyz`, `/metrics`. */
import { Router } from 'express';
import type { PanelContext } from '../context.js';

export function probesRouter(panel: PanelContext): Router {
  const router = Router();
  router.get('/healthz', (_req, res) => void res.json({ status: 'ok' }));
  router.get('/readyz', async (_req, res) => {
    const ready = await panel.database.pool.query('SELECT 1').then(
      () => true,
      () => false,
    );
    res.status(ready ? 200 : 503).json({ status: ready ? 'ok' : 'database unreachable' });
  });
  router.get('/metrics', panel.metrics.handler);
  return router;
}
