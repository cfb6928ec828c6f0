/** POST `/panel`: the panel that holds the key says where callbacks go. */
import { Router } from 'express';
import { pairRequest, type PairReply } from '../../contract/agent/site.js';
import type { AgentContext } from '../context.js';
import { settingNames } from '../store/settings.js';
import { ApiError } from './errors.js';
import { parseBody } from './json-body.js';

const plain = (url: string) => url.replace(/\/+$/, '');

export function panelRouter({ config, store, outbox, logger }: AgentContext): Router {
  const router = Router();

  router.post('/panel', async (req, res) => {
    const request = parseBody(req, pairRequest);
    const panelUrl = plain(request.panel_url);
    if (config.panelUrl !== undefined && plain(config.panelUrl) !== panelUrl) {
      throw new ApiError(
        409,
        `The operator of this agent fixed the panel's address with PANEL_URL (${config.panelUrl}): change it there.`,
      );
    }
    await store.settings.set(settingNames.panelUrl, panelUrl);
    await store.settings.set(settingNames.instanceId, String(request.instance_id));
    logger.info({ panel_url: panelUrl, instance_id: request.instance_id }, 'paired with a panel');
    outbox.nudge();
    res.json({ status: true, panel_url: panelUrl } satisfies PairReply);
  });

  return router;
}
