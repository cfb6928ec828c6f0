/** The bodies of the agent API: `{"data": {…}}`, bounded in size and depth, and free of keys that could poison objects. */
import express, { type Request, type RequestHandler } from 'express';
import type { z } from 'zod';
import { JsonRefused, parseGuardedJson } from '../../runtime/json-guard.js';
import { ApiError, bodyTooLarge, describeIssues } from './errors.js';

/** Bytes, counted after decompression; a family of endpoints may take more (`routes.ts`). */
export const BODY_LIMIT = 1024 * 1024;
/** A body that says it is larger than this many times what is taken is not even read off: the connection is closed. */
const DRAIN_FACTOR = 16;
const DEPTH_LIMIT = 32;

/**
 * Reads a body as JSON whatever its content type says (the PHP plugin does so too) into `req.body`; no body is
 * `undefined`. Must come after the key check.
 * @param limit bytes, counted after decompression
 */
export function jsonBody(limit = BODY_LIMIT): RequestHandler[] {
  const raw = express.raw({ type: () => true, limit, inflate: true });
  const parse: RequestHandler = (req, _res, next) => {
    const bytes: unknown = req.body;
    req.body = Buffer.isBuffer(bytes) && bytes.length > 0 ? parseJson(bytes) : undefined;
    next();
  };
  const refuseHuge: RequestHandler = (req, _res, next) => {
    if (Number(req.headers['content-length'] ?? 0) > DRAIN_FACTOR * limit) throw bodyTooLarge(limit);
    next();
  };
  return [refuseHuge, raw, parse];
}

/**
 * Parses a JSON object.
 * @throws ApiError 413 when it is nested too deeply, 400 for anything but a clean object
 */
export function parseJson(bytes: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = parseGuardedJson(bytes, DEPTH_LIMIT);
  } catch (error) {
    throw error instanceof JsonRefused ? refusal(error) : error;
  }
  if (!isObject(value)) throw new ApiError(400, 'The body is not a JSON object: send {"data": {…}}.');
  return value;
}

/** The agent API's words and statuses for what the guard refused. */
function refusal({ code, message }: JsonRefused): ApiError {
  switch (code) {
    case 'too_deep':
      return new ApiError(413, `The body is nested too deeply: at most ${DEPTH_LIMIT} levels are taken.`);
    case 'forbidden_key':
      return new ApiError(400, message.replace(/\.$/, ' in a body.'));
    case 'not_json':
      return new ApiError(400, 'The body is not JSON: send {"data": {…}}.');
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The object below `data` of the body. No body at all counts as an empty one, so that an endpoint complains of its own
 * first missing field in the reference's words.
 * @throws ApiError 400 when `data` is missing or no object
 */
export function requireData(req: Request): Record<string, unknown> {
  const body: unknown = req.body;
  if (body === undefined) return {};
  const data = isObject(body) ? body.data : undefined;
  if (data === undefined) throw new ApiError(400, 'data: missing; send {"data": {…}}.');
  // PHP writes an empty object as [].
  if (Array.isArray(data) && data.length === 0) return {};
  if (!isObject(data)) throw new ApiError(400, 'data: must be an object.');
  return data;
}

/**
 * `data` of the body, checked.
 * @throws ApiError 400 naming the first fields that are wrong
 */
export function parseBody<T extends z.ZodType>(req: Request, schema: T): z.infer<T> {
  return parseWith(requireData(req), schema);
}

/**
 * The query, checked. `?a[b]=1` and `?a=1&a=2` are refused where the schema wants text.
 * @throws ApiError 400 naming the first fields that are wrong
 */
export function parseQuery<T extends z.ZodType>(req: Request, schema: T): z.infer<T> {
  return parseWith(req.query, schema);
}

function parseWith<T extends z.ZodType>(value: unknown, schema: T): z.infer<T> {
  const result = schema.safeParse(value);
  if (!result.success) throw new ApiError(400, describeIssues(result.error));
  return result.data;
}
