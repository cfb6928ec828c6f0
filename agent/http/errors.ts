/** What the agent answers when it does not do as asked. The one place where errors become statuses. */
import type { ErrorRequestHandler } from 'express';
import { z } from 'zod';
import type { ErrorReply } from '../../contract/agent/common.js';
import type { Logger } from '../../runtime/logger.js';
import { requestIdOf } from '../../runtime/request-id.js';
import { BadBackupLink } from '../backup/storage/backup-link.js';
import { BackupNotFound } from '../backup/storage/backup-storage.js';
import { UnknownStorage } from '../backup/storage/open-storage.js';
import { NotEnoughSpace } from '../backup/storage/free-space.js';
import { CopyRefused, type CopyRefusal } from '../course-copies/copy-refused.js';
import { ExporterUnknown, ExportRefused } from '../migration/export/refusals.js';
import { ExportFileRefused } from '../migration/format/export-file.js';
import { ImporterRefused, NothingToRetry } from '../migration/import/refusals.js';
import { SettingsRefused } from '../migration/settings.js';
import { BridgeError } from '../moodle/bridge.js';
import { PresetRefused } from '../moodle/preset-xml.js';
import { MoodleUnavailable } from '../moodle/unavailable.js';
import { SiteBusy } from '../tasks/queue.js';
import { UpdateCheckFailed } from '../updates/update-check-failed.js';

/** Ends a request with this status and `{"error": message}`. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

export const unavailableMessage = 'Service Unavailable - try again later.';

/** A zod complaint in one line that names the field: `courses[0]: Invalid input: expected number`. */
export function describeIssues(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => {
      const field = z.core.toDotPath(issue.path);
      return field === '' ? issue.message : `${field}: ${issue.message}`;
    })
    .join('; ');
}

/** @param limit bytes */
export function bodyTooLarge(limit: number): ApiError {
  return new ApiError(413, `The body is too large: at most ${limit} bytes are taken.`, {
    Connection: 'close',
  });
}

/** What body-parser and Express throw: a status of their own, and a type that says which. */
interface HttpError extends Error {
  status: number;
  type?: string;
  limit?: number;
}

function isHttpError(error: unknown): error is HttpError {
  return error instanceof Error && 'status' in error && typeof error.status === 'number';
}

function fromHttpError(error: HttpError): ApiError {
  switch (error.type) {
    case 'entity.too.large':
      return bodyTooLarge(error.limit ?? 0);
    case 'encoding.unsupported':
      return new ApiError(415, 'The Content-Encoding is not supported: send the body as it is or as gzip.');
    default:
      return error.status >= 400 && error.status < 500
        ? new ApiError(error.status, 'The request cannot be read: its address or its body is damaged.')
        : new ApiError(500, 'Internal error.');
  }
}

const copyStatus: Readonly<Record<CopyRefusal, number>> = {
  'no-category': 404,
  'no-course': 404,
  'name-taken': 409,
  'no-backup': 400,
};

/** Errors that are told in their own words, for they say what whoever asked can do. */
const told: readonly (readonly [status: number, ...errors: (abstract new (...args: never[]) => Error)[]])[] =
  [
    [400, BadBackupLink, ExporterUnknown, ExportFileRefused, ImporterRefused, PresetRefused, SettingsRefused],
    [400, UnknownStorage],
    [404, BackupNotFound],
    [409, ExportRefused, NothingToRetry, SiteBusy],
    // Another server is at fault.
    [502, UpdateCheckFailed],
    [507, NotEnoughSpace],
  ];

/** Finds the reply to an error. Anything unknown is a 500 that reveals nothing. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof MoodleUnavailable) return new ApiError(503, unavailableMessage);
  if (error instanceof BridgeError && (error.kind === 'unavailable' || error.kind === 'aborted'))
    return new ApiError(503, unavailableMessage);
  if (error instanceof CopyRefused) return new ApiError(copyStatus[error.reason], error.message);
  for (const [status, ...errors] of told)
    if (errors.some((type) => error instanceof type)) return new ApiError(status, (error as Error).message);
  if (error instanceof z.ZodError) return new ApiError(400, describeIssues(error));
  if (isHttpError(error)) return fromHttpError(error);
  return new ApiError(500, 'Internal error.');
}

/** The last middleware. Must stay the only one that turns an error into a reply. */
export function errorMiddleware(logger: Logger): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    const reply = toApiError(error);
    const requestId = requestIdOf(req);
    if (reply.status >= 500 && reply.status !== 501)
      logger.error({ err: error, request_id: requestId }, 'request failed');
    if (res.headersSent) {
      // A stream that broke in the middle: cutting it is the only way left to say so.
      res.destroy();
      return;
    }
    const body: ErrorReply = { error: reply.message };
    if (reply.status === 500) body.request_id = requestId;
    res.status(reply.status).set(reply.headers).json(body);
  };
}
