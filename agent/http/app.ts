/** The agent's Express app: who may ask, what there is to ask, and how errors are answered. */
import express, { Router, type RequestHandler } from 'express';
import helmet from 'helmet';
import { AGENT_BASE_PATH } from '../../contract/agent/common.js';
import { requestLog } from '../../runtime/request-id.js';
import { singleHeaders } from '../../runtime/single-headers.js';
import type { AgentContext } from '../context.js';
import { webserviceRouter } from '../webservice/router.js';
import { requireKey } from './auth.js';
import { ApiError, errorMiddleware } from './errors.js';
import { idempotency } from './idempotency.js';
import { addressAllowList, failedKeys, requestLimit } from './limits.js';
import { probesRouter } from './probes.js';
import { endpointTable, families, familyBodies, knownEndpoint, type EndpointFamily } from './routes.js';

/**
 * Builds the app for one site; nothing is opened and nothing started.
 * @param endpoints the endpoint families to serve, all by default
 */
export function createApp(
  context: AgentContext,
  endpoints: readonly EndpointFamily[] = families,
): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('trust proxy', context.config.trustProxy);

  app.use(requestLog(context.logger), context.metrics.middleware, singleHeaders);
  app.use(securityHeaders, noStore);

  const api = Router();
  api.use(probesRouter(context));
  api.use(addressAllowList(context.config.allowedIps), switchedOn(context), cleanQuery);
  api.use(requestLimit(context.config.rateLimit));
  // Tokens open Moodle's own addresses, the key all others.
  api.use(webserviceRouter(context), requireKey(context, failedKeys()));
  api.use(knownEndpoint(endpointTable(endpoints)), familyBodies(endpoints), idempotency(context));
  for (const family of endpoints) api.use(family.router(context));

  app.use(AGENT_BASE_PATH, api);
  app.use(api);
  app.use(errorMiddleware(context.logger));
  return app;
}

const securityHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], formAction: ["'none'"] },
  },
  // Below a Moodle's own host name this would bind the whole site; that is its operator's to decide.
  strictTransportSecurity: false,
});

/** Replies hold user data and backups: no cache may keep them. */
const noStore: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};

function switchedOn(context: AgentContext): RequestHandler {
  return (_req, _res, next) => {
    if (!context.config.enabled) throw new ApiError(423, 'Api is disabled.');
    next();
  };
}

/** Query keys in PHP's form (`a[b]`) are looked into as well. */
const cleanQuery: RequestHandler = (req, _res, next) => {
  const poisoned = Object.keys(req.query).find((key) =>
    /(^|[[\].])(__proto__|constructor|prototype)($|[[\].])/.test(key),
  );
  if (poisoned !== undefined) throw new ApiError(400, `The parameter "${poisoned}" is not allowed.`);
  next();
};
