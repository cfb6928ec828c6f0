/**
 * Every endpoint of the agent, with its methods and the router that serves it. An address that is not here is 404, a
 * method that is not here is 405; both are said before a body is read.
 */
import type { RequestHandler, Router } from 'express';
import type { AgentContext } from '../context.js';
import { ApiError } from './errors.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface EndpointFamily {
  readonly router: (context: AgentContext) => Router;
  readonly endpoints: Readonly<Record<string, readonly Method[]>>;
}

export const families: readonly EndpointFamily[] = [];

/** Endpoints by path, of all families. */
export function endpointTable(
  list: readonly EndpointFamily[] = families,
): ReadonlyMap<string, readonly Method[]> {
  return new Map(list.flatMap((family) => Object.entries(family.endpoints)));
}

/** Refuses addresses and methods that the table does not know. */
export function knownEndpoint(table: ReadonlyMap<string, readonly Method[]>): RequestHandler {
  return (req, _res, next) => {
    const methods = table.get(req.path.replace(/(?<=.)\/$/, ''));
    if (methods === undefined) throw new ApiError(404, 'Endpoint not found.');
    const method = req.method === 'HEAD' ? 'GET' : req.method;
    if (!methods.some((known) => known === method)) {
      const allowed = methods.includes('GET') ? ['HEAD', ...methods] : methods;
      throw new ApiError(405, 'Method not allowed.', { Allow: allowed.join(', ') });
    }
    next();
  };
}
