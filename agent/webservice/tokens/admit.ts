/** Lets callers in by their token, and counts those who guess. */
import type { Request } from 'express';
import type { AgentContext } from '../../context.js';
import { failedKeys } from '../../http/limits.js';
import { WebserviceError } from '../webservice-error.js';
import { authenticate, type AccountRefusals, type Authenticated } from './authenticate.js';

/**
 * @throws WebserviceError as `authenticate`
 * @throws ApiError 429 to an address from which too many wrong tokens came
 */
export type Admit = (req: Request, token: string, refusals: AccountRefusals) => Promise<Authenticated>;

/** What speaks for a token that was guessed or stolen. */
const suspicious = new Set(['invalidtoken', 'accessexception']);

/** One for all three addresses, so that they count together. */
export function admission(context: AgentContext): Admit {
  const failed = failedKeys();
  return async (req, token, refusals) => {
    if (token !== '') await failed.check(req, token);
    try {
      const who = await authenticate(context, token, req.ip, refusals);
      failed.vouch(req, token);
      return who;
    } catch (error) {
      if (token !== '' && error instanceof WebserviceError && suspicious.has(error.errorcode))
        await failed.record(req);
      throw error;
    }
  };
}
