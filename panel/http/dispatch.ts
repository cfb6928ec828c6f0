/** Brings one declared route to life: admit, parse, answer; refusals go to the audit trail. */
import type { Request, RequestHandler } from 'express';
import type { z } from 'zod';
import { audit } from '../audit/service.js';
import { authenticate, anonymous } from '../auth/authenticate.js';
import type { Auth } from '../auth/better-auth.js';
import { mayActAs, type Principal } from '../auth/principal.js';
import { requireSameOrigin } from '../auth/same-origin.js';
import type { PanelContext } from '../context.js';
import { readJson } from './body.js';
import { badRequest } from './errors.js';
import { ProblemError } from './problem-error.js';
import type { Route } from './route.js';

/** An Express handler for a route. Nothing of the body is read before the caller may call. */
export function dispatch(panel: PanelContext, auth: Auth, route: Route): RequestHandler {
  return async (req, res) => {
    const principal = route.role === 'public' ? anonymous(req) : await admit(panel, auth, route, req);
    try {
      const { params, query, body } = route.request;
      if (route.streams !== undefined) requireType(req, route.streams);
      await route.answer({
        panel,
        auth,
        principal,
        params: parse(params, req.params, 'path'),
        query: parse(query, req.query, 'query'),
        body: body && parse(body, (await readJson(req, res)) ?? {}, 'body'),
        req,
        res,
      });
    } catch (error) {
      if (error instanceof ProblemError && error.status === 404)
        await auditRefusal(panel, principal, route, req, error);
      throw error;
    }
  };
}

async function admit(panel: PanelContext, auth: Auth, route: Route, req: Request): Promise<Principal> {
  const principal = await authenticate(panel, auth, req);
  if (principal.kind === 'anonymous') {
    throw new ProblemError(401, 'Not signed in', {
      hint: 'Sign in, or send Authorization: Bearer with an API token.',
      headers: { 'WWW-Authenticate': 'Bearer' },
    });
  }
  try {
    if (principal.kind === 'session') requireSameOrigin(req, panel.panelUrl());
    if (route.role !== 'public' && !mayActAs(principal.role, route.role)) {
      throw new ProblemError(403, 'Not allowed', {
        detail: `This needs the role ${route.role}; yours is ${principal.role}.`,
        hint: 'Ask an administrator of the panel.',
      });
    }
  } catch (error) {
    if (error instanceof ProblemError) await auditRefusal(panel, principal, route, req, error);
    throw error;
  }
  return principal;
}

function auditRefusal(
  panel: PanelContext,
  principal: Principal,
  route: Route,
  req: Request,
  error: ProblemError,
): Promise<void> {
  return audit(panel, principal, {
    action: route.operationId,
    outcome: 'refused',
    target: req.path,
    detail: `${error.status} ${error.message}`,
  });
}

function parse(schema: z.ZodType | undefined, value: unknown, where: string): undefined {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw badRequest(parsed.error, where);
  // The route's own type says what it is; here it is only passed on.
  return parsed.data as undefined;
}

/** Another content type is refused, which also keeps plain HTML forms of other sites out. */
function requireType(req: Request, type: string): void {
  if (req.is(type) && (req.get('content-encoding') ?? 'identity') === 'identity') return;
  throw new ProblemError(415, `Only ${type} is taken`, {
    hint: `Send Content-Type: ${type}, not compressed.`,
  });
}
