import { z } from 'zod';
import {
  siteServiceCreate,
  siteTokenCreate,
  siteTokenCreated,
  siteWebservice,
} from '../../contract/panel/webservices.js';
import { webserviceService } from '../../contract/agent/webservice-tokens.js';
import { webserviceUrl } from '../agents/address.js';
import { refusalsAsProblems } from '../agents/refusal.js';
import { audit } from '../audit/service.js';
import { idParams } from '../http/id-params.js';
import { defineRoute, defineStream } from '../http/route.js';
import { instanceWith } from '../instances/feature.js';
import { addressOf } from '../instances/service.js';

const tag = 'Web services';
const number = z.coerce.number().int().positive().max(2_147_483_647);

export const webserviceRoutes = [
  defineRoute({
    method: 'GET',
    path: '/instances/{id}/webservice',
    operationId: 'siteWebservice',
    summary:
      'Functions, services and tokens of a site’s web services, asked of its agent; without the tokens themselves',
    tag,
    role: 'viewer',
    request: { params: idParams },
    status: 200,
    response: siteWebservice,
    async handler({ panel, params }) {
      const instance = await instanceWith(panel, params.id, 'webservice.tokens');
      const site = addressOf(panel, instance);
      const [functions, services, tokens] = await Promise.all([
        panel.agents.webservice.functions(site),
        panel.agents.webservice.services(site),
        panel.agents.webservice.tokens(site),
      ]);
      return { url: webserviceUrl(instance.url), functions, services, tokens };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/instances/{id}/webservice/services',
    operationId: 'siteServiceCreate',
    summary: 'Make a named set of functions that tokens may be given',
    tag,
    role: 'admin',
    request: { params: idParams, body: siteServiceCreate },
    status: 201,
    response: webserviceService,
    async handler({ panel, principal, params, body }) {
      const instance = await instanceWith(panel, params.id, 'webservice.tokens');
      const site = addressOf(panel, instance);
      const made = await refusalsAsProblems(panel.agents.webservice.createService(site, body));
      await audit(panel, principal, {
        action: 'webservice.service_create',
        instanceId: params.id,
        target: body.name,
        detail: body.functions.join(', '),
      });
      return made;
    },
  }),
  defineStream({
    method: 'DELETE',
    path: '/instances/{id}/webservice/services/{service}',
    operationId: 'siteServiceDelete',
    summary: 'Delete a service that no token uses',
    tag,
    role: 'admin',
    request: { params: idParams.extend({ service: number }) },
    status: 204,
    contentType: null,
    async handler({ panel, principal, params, res }) {
      const instance = await instanceWith(panel, params.id, 'webservice.tokens');
      const site = addressOf(panel, instance);
      await refusalsAsProblems(panel.agents.webservice.deleteService(site, params.service));
      const target = `service ${params.service}`;
      await audit(panel, principal, { action: 'webservice.service_delete', instanceId: params.id, target });
      res.status(204).end();
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/instances/{id}/webservice/tokens',
    operationId: 'siteTokenCreate',
    summary: 'Make a token of a site’s web services; it is shown this once and kept nowhere',
    tag,
    role: 'admin',
    request: { params: idParams, body: siteTokenCreate },
    status: 201,
    response: siteTokenCreated,
    async handler({ panel, principal, params, body }) {
      const instance = await instanceWith(panel, params.id, 'webservice.tokens');
      const { service_id, expires_at, ...same } = body;
      const made = await refusalsAsProblems(
        panel.agents.webservice.createToken(addressOf(panel, instance), {
          ...same,
          serviceid: service_id,
          expires_at: expires_at === null ? null : Math.floor(Date.parse(expires_at) / 1000),
        }),
      );
      await audit(panel, principal, {
        action: 'webservice.token_create',
        instanceId: params.id,
        target: body.name || `token ${made.id}`,
        detail: `token ${made.id} for ${body.username}`,
      });
      return made;
    },
  }),
  defineStream({
    method: 'DELETE',
    path: '/instances/{id}/webservice/tokens/{token}',
    operationId: 'siteTokenRevoke',
    summary: 'Revoke a token of a site’s web services',
    tag,
    role: 'admin',
    request: { params: idParams.extend({ token: number }) },
    status: 204,
    contentType: null,
    async handler({ panel, principal, params, res }) {
      const instance = await instanceWith(panel, params.id, 'webservice.tokens');
      await refusalsAsProblems(panel.agents.webservice.revokeToken(addressOf(panel, instance), params.token));
      const target = `token ${params.token}`;
      await audit(panel, principal, { action: 'webservice.token_revoke', instanceId: params.id, target });
      res.status(204).end();
    },
  }),
];
