/** The panel's Express app. */
import express, { Router } from 'express';
import helmet from 'helmet';
import { requestLog } from '../../runtime/request-id.js';
import { singleHeaders } from '../../runtime/single-headers.js';
import type { Auth } from '../auth/better-auth.js';
import { authRouter } from '../auth/routes.js';
import { callbackRouter } from '../callbacks/routes.js';
import type { PanelContext } from '../context.js';
import { libraryLinkRouter } from '../library/link-router.js';
import { dispatch } from './dispatch.js';
import { docsRouter } from './docs.js';
import { errorMiddleware } from './errors.js';
import { API_BASE, openApiDocument } from './openapi.js';
import { ProblemError } from './problem-error.js';
import { probesRouter } from './probes.js';
import { routes } from './routes.js';
import { webRouter } from './web.js';

/** Builds the app; nothing is opened and nothing started. */
export function createApp(panel: PanelContext, auth: Auth, version: string): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', panel.config.trustProxy);
  app.set('query parser', 'simple');
  app.use(singleHeaders);
  app.use(requestLog(panel.logger));
  app.use(panel.metrics.middleware);
  app.use(securityHeaders(panel));
  app.use(probesRouter(panel));

  app.use('/api', (_req, res, next) => {
    res.set('Cache-Control', 'no-store');
    next();
  });
  app.use('/api/auth', authRouter(panel, auth));
  app.use('/api/docs', docsRouter());
  app.use(API_BASE, apiRouter(panel, auth, version));
  app.use('/api/library', libraryLinkRouter(panel));
  app.use('/api', callbackRouter(panel));
  app.use('/api', (req) => {
    throw new ProblemError(404, 'Not found', {
      detail: `There is no ${req.method} ${req.originalUrl.split('?')[0]}.`,
      hint: 'The API is described at /api/docs.',
    });
  });
  app.use(webRouter());
  app.use((_req, res) => void res.sendStatus(404));
  app.use(errorMiddleware(panel.logger));
  return app;
}

function apiRouter(panel: PanelContext, auth: Auth, version: string): Router {
  const router = Router();
  const document = openApiDocument(routes, version);
  router.get('/openapi.json', (_req, res) => void res.json(document));
  const methods = new Map<string, string[]>();
  for (const route of routes) {
    const path = route.path.replace(/\{(\w+)\}/g, ':$1');
    const method = route.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
    router[method](path, dispatch(panel, auth, route));
    methods.set(path, [...(methods.get(path) ?? []), route.method]);
  }
  for (const [path, allowed] of methods) {
    router.all(path, () => {
      throw new ProblemError(405, 'Method not allowed', { headers: { Allow: allowed.join(', ') } });
    });
  }
  return router;
}

function securityHeaders(panel: PanelContext): express.RequestHandler {
  const https = panel.config.panelUrl?.startsWith('https:') ?? false;
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // Component libraries and the API page set style attributes; scripts they may not bring.
        styleSrc: ["'self'", "'unsafe-inline'"],
        // A site's logo comes from the site.
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        fontSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: https,
    referrerPolicy: { policy: 'same-origin' },
  });
}
