/**
 * `Idempotency-Key`: the same key and body within a day gives the first answer again and starts nothing twice. Put it
 * before the routes that start work, behind the key check and the body.
 */
import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { AgentContext } from '../context.js';
import { withinRequest } from '../tasks/request-scope.js';
import { presentedKey } from './auth.js';
import { ApiError } from './errors.js';

export const IDEMPOTENCY_HEADER = 'idempotency-key';

function requestId(req: Request, res: Response, key: string): string {
  const parts = [presentedKey(res).id, req.method, req.path, key];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/**
 * Only answers that say the work was taken on (2xx) are kept; after any other the same key may be sent again. When the
 * agent fails or dies between the work and its answer, the repeated request finds the tasks of the first one.
 */
export function idempotency({ store, logger }: AgentContext): RequestHandler {
  return async (req, res, next) => {
    const key = req.headers[IDEMPOTENCY_HEADER];
    if (key === undefined || req.method === 'GET' || req.method === 'HEAD') return next();
    // Said for the whole API and again for one route, it must not find itself at work.
    if (res.locals.idempotency !== undefined) return next();
    res.locals.idempotency = key;
    if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
      throw new ApiError(400, 'Idempotency-Key: must be 1 to 255 printable characters without spaces.');
    }
    const id = requestId(req, res, key);
    const start = await store.idempotency.begin(id, JSON.stringify(req.body ?? null));
    switch (start.outcome) {
      case 'repeat':
        res.status(start.reply.status).set('Idempotent-Replayed', 'true').json(start.reply.body);
        return;
      case 'mismatch':
        throw new ApiError(422, 'Idempotency-Key: was used for another request; choose a new key.');
      case 'busy':
        throw new ApiError(
          409,
          'Idempotency-Key: the first request is still being worked on; ask again later.',
          {
            'Retry-After': '1',
          },
        );
      case 'begin':
        keepReply(res, id);
        withinRequest(start.requestId, next);
    }
  };

  /**
   * The answer is written down before it is sent: a client that has seen it will see it again. One that hung up before
   * finds it when it asks again, the work going on without it.
   */
  function keepReply(res: Response, id: string): void {
    const send = res.json.bind(res);
    let begun = false;
    res.json = (body: unknown) => {
      if (begun) return send(body);
      begun = true;
      noteAnswer(id, res.statusCode, body)
        .catch((err: unknown) => logger.error({ err }, 'an answer could not be kept for its Idempotency-Key'))
        .finally(() => send(body));
      return res;
    };
  }

  function noteAnswer(id: string, status: number, body: unknown): Promise<void> {
    if (status >= 500) return store.idempotency.release(id);
    if (status >= 300) return store.idempotency.abandon(id);
    return store.idempotency.finish(id, { status, body });
  }
}
