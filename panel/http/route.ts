/**
 * A route says in one place who may call it, what it takes and answers, and what it is called; the OpenAPI document is
 * made of the same words.
 */
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Role } from '../../contract/panel/common.js';
import type { Auth } from '../auth/better-auth.js';
import type { Principal } from '../auth/principal.js';
import type { PanelContext } from '../context.js';

export interface RequestSchemas {
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
}

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined;

/** What a handler is given. */
export interface RouteCall<S extends RequestSchemas> {
  panel: PanelContext;
  auth: Auth;
  principal: Principal;
  params: Parsed<S['params']>;
  query: Parsed<S['query']>;
  body: Parsed<S['body']>;
  req: Request;
  res: Response;
}

interface RouteWords {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, parameters in braces: `/instances/{id}`. */
  path: string;
  /** A key of `panelRoutes`. */
  operationId: string;
  summary: string;
  tag: string;
  /** The least role; `public` asks for no sign-in. */
  role: Role | 'public';
  /** The content type of a body that the handler reads by itself, as a stream with limits of its own. */
  streams?: string;
}

export interface RouteSpec<S extends RequestSchemas, R extends z.ZodType> extends RouteWords {
  request?: S;
  status: number;
  /** The answer goes through it, so nothing that it does not name ever leaves. */
  response: R;
  handler(call: RouteCall<S>): Promise<z.input<R>>;
}

/** A route that writes its own answer: a file, a stream of events, or none. */
export interface StreamRouteSpec<S extends RequestSchemas> extends RouteWords {
  request?: S;
  status: number;
  contentType: string | null;
  handler(call: RouteCall<S>): Promise<void>;
}

/** A declared route, its types forgotten. */
export interface Route extends RouteWords {
  request: RequestSchemas;
  status: number;
  response: z.ZodType | null;
  contentType: string | null;
  /** Answers a request that has been admitted; params, query and body are parsed already. */
  answer(call: RouteCall<RequestSchemas>): Promise<void>;
}

export function defineRoute<S extends RequestSchemas, R extends z.ZodType>(spec: RouteSpec<S, R>): Route {
  const { handler, ...words } = spec;
  return {
    ...words,
    request: spec.request ?? {},
    contentType: 'application/json',
    answer: async (call) => {
      const result = spec.response.parse(await handler(call as RouteCall<S>));
      call.res.status(spec.status).json(result);
    },
  };
}

export function defineStream<S extends RequestSchemas>(spec: StreamRouteSpec<S>): Route {
  const { handler, ...words } = spec;
  return {
    ...words,
    request: spec.request ?? {},
    response: null,
    answer: (call) => handler(call as RouteCall<S>),
  };
}
