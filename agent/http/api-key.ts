/** GET and POST `/api_key_status`: until when the presented key is good. */
import { Router } from 'express';
import {
  keyStatusRequest,
  type KeyStatusChangedReply,
  type KeyStatusReply,
} from '../../contract/agent/site.js';
import type { AgentContext } from '../context.js';
import { presentedKey } from './auth.js';
import { ApiError } from './errors.js';
import { parseBody, requireData } from './json-body.js';

/** The end of the year 9999; what lies beyond is milliseconds sent by mistake. */
const LATEST = 253_402_300_799;

export function apiKeyRouter({ store, clock }: AgentContext): Router {
  const router = Router();

  router.get('/api_key_status', (_req, res) => {
    const { expiresAt } = presentedKey(res);
    const reply: KeyStatusReply = {
      key_expiration_date: expiresAt === null ? 'permanent' : americanTime(expiresAt),
    };
    res.json(reply);
  });

  router.post('/api_key_status', async (req, res) => {
    if (!Object.hasOwn(requireData(req), 'key_expiration_date')) {
      throw new ApiError(400, 'Missing API key expiration_date.');
    }
    const { key_expiration_date: seconds } = parseBody(req, keyStatusRequest);
    if (seconds !== null && seconds * 1000 <= clock().getTime()) {
      throw new ApiError(400, 'key_expiration_date: lies in the past; send unix seconds to come, or null.');
    }
    if (seconds !== null && seconds > LATEST) {
      throw new ApiError(400, 'key_expiration_date: too far away; send unix seconds, not milliseconds.');
    }
    await store.keys.setExpiry(presentedKey(res).id, seconds === null ? null : new Date(seconds * 1000));
    const reply: KeyStatusChangedReply = { status: true, key_expiration_date: seconds ?? 'permanent' };
    res.status(201).json(reply);
  });

  return router;
}

/** `m/d/Y H:i:s` in UTC. */
function americanTime(time: Date): string {
  const [date, clock] = time.toISOString().slice(0, 19).split('T') as [string, string];
  const [year, month, day] = date.split('-');
  return `${month}/${day}/${year} ${clock}`;
}
