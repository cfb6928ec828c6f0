/** `/webservice/functions`, `/webservice/services`, `/webservice/tokens`: who may call the web services, as the panel manages it. */
import { Router } from 'express';
import {
  webserviceIdQuery,
  webserviceServiceRequest,
  webserviceTokenRequest,
  type WebserviceTokenCreated,
} from '../../contract/agent/webservice-tokens.js';
import type { AgentContext } from '../context.js';
import { webserviceFunctions } from '../webservice/functions.js';
import { createService, createToken } from '../webservice/tokens/make-token.js';
import {
  deleteService,
  deleteToken,
  findService,
  listServices,
  listTokens,
} from '../webservice/tokens/token-store.js';
import { ApiError } from './errors.js';
import { parseBody, parseQuery } from './json-body.js';

export function webserviceTokensRouter(context: AgentContext): Router {
  const { prisma } = context.store;
  const router = Router();

  router.get('/webservice/functions', (_req, res) => {
    const functions = webserviceFunctions.map(({ name, type, description }) => ({ name, type, description }));
    res.json({ functions });
  });

  router.get('/webservice/services', async (_req, res) => {
    res.json({ services: await listServices(prisma) });
  });

  router.post('/webservice/services', async (req, res) => {
    res.status(201).json(await createService(context, parseBody(req, webserviceServiceRequest)));
  });

  router.delete('/webservice/services', async (req, res) => {
    const { id } = parseQuery(req, webserviceIdQuery);
    if (!(await deleteService(prisma, id))) {
      throw (await findService(prisma, id)) === null
        ? new ApiError(404, `There is no service ${id}.`)
        : new ApiError(409, 'Tokens use this service: revoke them first.');
    }
    res.json({ status: true });
  });

  router.get('/webservice/tokens', async (_req, res) => {
    res.json({ tokens: await listTokens(prisma) });
  });

  router.post('/webservice/tokens', async (req, res) => {
    const created: WebserviceTokenCreated = await createToken(
      context,
      parseBody(req, webserviceTokenRequest),
    );
    res.status(201).json(created);
  });

  router.delete('/webservice/tokens', async (req, res) => {
    const { id } = parseQuery(req, webserviceIdQuery);
    if (!(await deleteToken(prisma, id))) throw new ApiError(404, `There is no token ${id}.`);
    res.json({ status: true });
  });

  return router;
}
