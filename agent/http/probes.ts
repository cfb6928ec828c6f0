/** `/healthz`, `/readyz`, `/metrics`: for machines that watch the process, without a key. */
import { Router } from 'express';
import type { AgentContext } from '../context.js';

/** Seconds that a dependency has to answer `/readyz`. */
const PATIENCE = 6;

export function probesRouter(context: AgentContext): Router {
  const router = Router();
  router.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' });
  });
  router.get('/readyz', async (_req, res) => {
    const reasons = await notReady(context);
    res.status(reasons.length === 0 ? 200 : 503).json({ ready: reasons.length === 0, reasons });
  });
  router.get('/metrics', context.metrics.handler);
  return router;
}

/** What keeps the agent from serving, in words that give away nothing of the site. */
async function notReady(context: AgentContext): Promise<string[]> {
  const checks: [string, Promise<unknown>][] = [
    ['The site database does not answer.', context.site.database.ping()],
    ["The agent's own store does not answer.", context.store.settings.get('readyz')],
  ];
  const results = await Promise.all(
    checks.map(async ([reason, check]) => ((await answers(check)) ? [] : [reason])),
  );
  return results.flat();
}

async function answers(check: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE * 1000);
  });
  const result = await Promise.race([
    check.then(
      () => true,
      () => false,
    ),
    late,
  ]);
  clearTimeout(timer);
  return result;
}
