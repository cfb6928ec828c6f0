/**
 * Every endpoint of the agent, with its methods and the router that serves it. An address that is not here is 404, a
 * method that is not here is 405; both are said before a body is read.
 */
import { Router, type Request, type RequestHandler } from 'express';
import { PRESET_BODY_LIMIT } from '../../contract/agent/presets.js';
import type { AgentContext } from '../context.js';
import { apiKeyRouter } from './api-key.js';
import { capabilitiesRouter } from './capabilities.js';
import { backupsRouter } from './backups.js';
import { changesRouter } from './changes.js';
import { courseCopiesRouter } from './course-copies.js';
import { coursesRouter } from './courses.js';
import { ApiError } from './errors.js';
import { healthRouter } from './health.js';
import { inventoryRouter } from './inventory.js';
import { jsonBody } from './json-body.js';
import { migrationExportsRouter } from './migration-exports.js';
import { migrationImportsRouter } from './migration-imports.js';
import { organisationRouter } from './organisation.js';
import { panelRouter } from './panel.js';
import { presetsRouter } from './presets.js';
import { reservedRouter } from './reserved.js';
import { siteRouter } from './site.js';
import { tasksRouter } from './tasks.js';
import { updatesRouter } from './updates.js';
import { uploadsRouter } from './uploads.js';
import { usersRouter } from './users.js';
import { webserviceTokensRouter } from './webservice-tokens.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface EndpointFamily {
  readonly router: (context: AgentContext) => Router;
  readonly endpoints: Readonly<Record<string, readonly Method[]>>;
  /** Bytes of a request's body; BODY_LIMIT where not given. */
  readonly bodyLimit?: number;
  /** Paths whose router reads the body itself, as it comes. */
  readonly streams?: readonly string[];
}

export const families: readonly EndpointFamily[] = [
  { router: siteRouter, endpoints: { '/': ['GET'], '/test_connection': ['GET'], '/dashboard': ['GET'] } },
  { router: apiKeyRouter, endpoints: { '/api_key_status': ['GET', 'POST'] } },
  {
    router: usersRouter,
    endpoints: { '/users': ['GET'], '/users/count': ['GET'], '/users/online': ['GET'], '/user': ['GET'] },
  },
  { router: coursesRouter, endpoints: { '/courses': ['GET'] } },
  {
    router: courseCopiesRouter,
    endpoints: { '/courses/duplicate': ['POST'], '/courses/restore': ['POST'] },
  },
  {
    router: tasksRouter,
    endpoints: {
      '/tasks': ['GET'],
      '/tasks/check': ['GET'],
      '/tasks/log': ['GET'],
      '/tasks/cancel': ['POST'],
    },
  },
  { router: capabilitiesRouter, endpoints: { '/capabilities': ['GET'] } },
  { router: panelRouter, endpoints: { '/panel': ['POST'] } },
  {
    router: backupsRouter,
    endpoints: {
      '/backups': ['GET', 'POST', 'PUT', 'DELETE'],
      '/backups/list': ['GET'],
      '/backups/file': ['GET'],
    },
  },
  { router: healthRouter, endpoints: { '/health': ['GET'] } },
  {
    router: inventoryRouter,
    endpoints: { '/plugins': ['GET'], '/plugin': ['GET'], '/moodle_core': ['GET'] },
  },
  { router: updatesRouter, endpoints: { '/updates/check': ['POST'] } },
  {
    router: changesRouter,
    endpoints: {
      '/plugins/updates': ['POST'],
      '/plugins/installzip': ['POST'],
      '/plugin/uninstall': ['POST'],
      '/moodle_core': ['POST'],
      '/moodle_core/update': ['POST'],
    },
  },
  {
    router: reservedRouter,
    endpoints: {
      '/users': ['POST'],
      '/user': ['POST'],
      '/plugin': ['POST'],
    },
  },
  {
    router: presetsRouter,
    endpoints: { '/admin_presets': ['GET', 'POST'], '/admin_presets/file': ['GET'] },
    bodyLimit: PRESET_BODY_LIMIT,
  },
  {
    router: uploadsRouter,
    endpoints: {
      '/uploads': ['GET', 'POST', 'DELETE'],
      '/uploads/chunk': ['PUT'],
      '/uploads/finish': ['POST'],
    },
    streams: ['/uploads/chunk'],
  },
  {
    router: webserviceTokensRouter,
    endpoints: {
      '/webservice/functions': ['GET'],
      '/webservice/services': ['GET', 'POST', 'DELETE'],
      '/webservice/tokens': ['GET', 'POST', 'DELETE'],
    },
  },
  {
    router: migrationExportsRouter,
    endpoints: {
      '/migration': ['GET'],
      '/migration/exports': ['GET', 'POST', 'DELETE'],
      '/migration/exports/file': ['GET'],
    },
  },
  {
    router: migrationImportsRouter,
    endpoints: {
      '/migration/imports': ['GET', 'POST'],
      '/migration/imports/log': ['GET'],
      '/migration/imports/retry': ['POST'],
    },
  },
  {
    router: organisationRouter,
    endpoints: { '/organisation': ['GET'], '/organisation/jobs': ['GET'] },
  },
];

export type EndpointTable = ReadonlyMap<string, readonly Method[]>;

/** The methods of each path; families may share a path. */
export function endpointTable(list: readonly EndpointFamily[] = families): EndpointTable {
  const table = new Map<string, Method[]>();
  for (const [path, methods] of list.flatMap((family) => Object.entries(family.endpoints))) {
    table.set(path, [...(table.get(path) ?? []), ...methods]);
  }
  return table;
}

/** The path as the table has it. */
const endpointOf = (req: Request) => req.path.replace(/(?<=.)\/$/, '');

/** Reads each body within the limit of its family; see `jsonBody`. */
export function familyBodies(list: readonly EndpointFamily[]): RequestHandler {
  const usual = Router().use(...jsonBody());
  const own = new Map<string, Router>();
  for (const { bodyLimit, endpoints, streams = [] } of list) {
    for (const path of streams) own.set(path, Router());
    if (bodyLimit === undefined) continue;
    const reader = Router().use(...jsonBody(bodyLimit));
    for (const path of Object.keys(endpoints)) own.set(path, reader);
  }
  return (req, res, next) => (own.get(endpointOf(req)) ?? usual)(req, res, next);
}

/** Refuses addresses and methods that the table does not know. */
export function knownEndpoint(table: EndpointTable): RequestHandler {
  return (req, _res, next) => {
    const methods = table.get(endpointOf(req));
    if (methods === undefined) throw new ApiError(404, 'Endpoint not found.');
    const method = req.method === 'HEAD' ? 'GET' : req.method;
    if (!methods.some((known) => known === method)) {
      const allowed = methods.includes('GET') ? ['HEAD', ...methods] : methods;
      throw new ApiError(405, 'Method not allowed.', { Allow: allowed.join(', ') });
    }
    next();
  };
}
