/** Every request has an id: in the log, in the reply's header, and in the body of a 500. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import { pinoHttp } from 'pino-http';
import type { Logger } from './logger.js';

export const REQUEST_ID_HEADER = 'X-Request-Id';

/** The id of a request that has passed `requestLog`. */
export function requestIdOf(req: IncomingMessage): string {
  return String(req.id);
}

/**
 * Names each request and logs one line when its reply is through. A caller's own id is taken over where it is a plain
 * word, so that a panel's log and an agent's can be laid side by side.
 */
export function requestLog(logger: Logger): RequestHandler {
  return pinoHttp<IncomingMessage, ServerResponse>({
    logger,
    quietReqLogger: true,
    customAttributeKeys: { reqId: 'request_id' },
    genReqId: (req, res) => {
      const given = req.headers['x-request-id'];
      const id = typeof given === 'string' && /^[\w.-]{8,64}$/.test(given) ? given : randomUUID();
      res.setHeader(REQUEST_ID_HEADER, id);
      return id;
    },
    customLogLevel: (_req, res, error) =>
      error || (res.statusCode >= 500 && res.statusCode !== 501)
        ? 'error'
        : res.statusCode >= 400
          ? 'warn'
          : 'info',
    // What went wrong is logged where it is caught; this line only says that the request ended.
    customErrorObject: (_req, _res, _error, line: { err?: unknown }) => ({ ...line, err: undefined }),
    // Headers are left out whole: one of them is the key.
    serializers: {
      req: (req: { method: string; url: string; remoteAddress?: string }) => ({
        method: req.method,
        url: withoutSecrets(req.url),
        from: req.remoteAddress,
      }),
      res: (res: { statusCode: number | null }) => ({ status: res.statusCode }),
    },
  });
}

const secretName = /pass|secret|token|key|credential|code|signature|auth/i;

/** An address with the values of secret-looking query parameters cut out. */
export function withoutSecrets(url: string): string {
  const start = url.indexOf('?');
  if (start === -1) return url;
  const parts = url.slice(start + 1).split('&');
  const safe = parts.map((part) => {
    const equals = part.indexOf('=');
    return equals !== -1 && secretName.test(decoded(part.slice(0, equals)))
      ? `${part.slice(0, equals)}=[redacted]`
      : part;
  });
  return `${url.slice(0, start)}?${safe.join('&')}`;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
