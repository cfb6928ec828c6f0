/** The one place where errors become statuses. What is not known here is 500 and reveals nothing but the request's id. */
import type { ErrorRequestHandler, Response } from 'express';
import { z } from 'zod';
import type { Problem } from '../../contract/panel/common.js';
import { PackageRefused } from '../../inspection/package-refused.js';
import { JsonRefused } from '../../runtime/json-guard.js';
import type { Logger } from '../../runtime/logger.js';
import { requestIdOf } from '../../runtime/request-id.js';
import { AgentError, type AgentErrorKind } from '../agents/agent-error.js';
import { Prisma } from '../db/generated/client.js';
import { ProblemError } from './problem-error.js';

const agentStatuses: Record<AgentErrorKind, number> = {
  unreachable: 502,
  timeout: 504,
  unauthorized: 502,
  disabled: 502,
  refused: 502,
  busy: 503,
  unsupported: 501,
  bad_reply: 502,
};

/** Turns any error into the problem that its caller may read. */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof AgentError) {
    return new ProblemError(agentStatuses[error.kind], 'The site could not do this', {
      detail: error.message,
      hint: error.hint,
    });
  }
  if (error instanceof JsonRefused) {
    return new ProblemError(error.code === 'too_deep' ? 413 : 400, 'The body was refused', {
      detail: error.message,
    });
  }
  if (error instanceof PackageRefused) {
    return new ProblemError(422, 'The zip was refused', {
      detail: error.message,
      hint: 'Nothing was stored. Download the zip again from where the plugin is published, or pack its folder anew.',
      errors: [{ path: `body.${error.code}`, message: error.message }],
    });
  }
  if ((error as { code?: unknown } | null)?.code === 'ENOSPC') {
    return new ProblemError(507, 'The disk of the panel is full', {
      hint: 'Nothing was stored. Make room below DATA_DIR, then try again.',
    });
  }
  if (error instanceof z.ZodError) return badRequest(error, 'body');
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2025') {
    return new ProblemError(404, 'Not found', { hint: 'It may have been deleted: load the list again.' });
  }
  if (isDatabaseAway(error)) {
    return new ProblemError(503, 'The database cannot be reached', {
      hint: 'Try again in a moment.',
      headers: { 'Retry-After': '5' },
    });
  }
  // Express's own parsers: too large, unknown encoding, cut off, bad percent signs.
  const status = (error as { status?: unknown } | null)?.status;
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new ProblemError(status, status === 413 ? 'The body is too large' : 'Bad request');
  }
  return new ProblemError(500, 'Internal error', {
    hint: 'Try again; if it stays, look for the request id in the panel’s log.',
  });
}

/** 400 that names every field. */
export function badRequest(error: z.ZodError, where: string): ProblemError {
  const errors = error.issues.slice(0, 20).map((issue) => ({
    path: [where, ...issue.path.map(String)].join('.'),
    message: issue.message,
  }));
  return new ProblemError(400, 'Bad request', {
    detail: errors.map((e) => `${e.path}: ${e.message}`).join('; '),
    errors,
  });
}

function isDatabaseAway(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return (
    error instanceof Prisma.PrismaClientInitializationError ||
    (typeof code === 'string' && ['P1001', 'P1002', 'P1017', 'P2024', 'ECONNREFUSED', '57P01'].includes(code))
  );
}

/** Writes a problem as the answer. */
export function sendProblem(res: Response, error: ProblemError): void {
  const { headers, ...extras } = error.extras;
  const body: Problem = {
    type: 'about:blank',
    title: error.title,
    status: error.status,
    ...extras,
    request_id: requestIdOf(res.req),
  };
  res
    .status(error.status)
    .set(headers ?? {})
    .type('application/problem+json')
    .send(JSON.stringify(body));
}

/** The last middleware. */
export function errorMiddleware(logger: Logger): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    const found = toProblem(error);
    if (found.status >= 500) logger.error({ err: error, request_id: requestIdOf(req) }, 'request failed');
    if (res.headersSent) {
      // A stream was cut: the caller must see that it is not whole.
      res.destroy();
      next();
      return;
    }
    sendProblem(res, found);
  };
}
