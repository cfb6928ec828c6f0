/** The parameters of a request to `server.php`: those of the address, and those of the body, which go before them. */
import express, { type Request, type RequestHandler } from 'express';
import { ApiError, bodyTooLarge } from '../../http/errors.js';
import { MultipartError } from '../multipart/multipart-error.js';
import { boundaryOf, readMultipart } from '../multipart/read-multipart.js';
import { putEncoded, putParameter, type ParameterCounter, type PhpArray } from './php-array.js';

/** Bytes, counted after decompression. Files are not sent here. */
export const FORM_LIMIT = 1024 * 1024;
/** A body that says it is larger than this many times what is taken is not even read off. */
const DRAIN_FACTOR = 16;

const typeOf = (req: { headers: Request['headers'] }) => req.headers['content-type'] ?? '';
const isMultipart = (type: string) => /^multipart\/form-data\b/i.test(type);
const isForm = (type: string) => /^application\/x-www-form-urlencoded\b/i.test(type) || isMultipart(type);

const refuseHuge: RequestHandler = (req, _res, next) => {
  if (Number(req.headers['content-length'] ?? 0) > DRAIN_FACTOR * FORM_LIMIT) throw bodyTooLarge(FORM_LIMIT);
  next();
};

/** Reads the body of a form; others are not looked at, as PHP does not. */
export const formBody: readonly RequestHandler[] = [
  refuseHuge,
  express.raw({ type: (req) => isForm(typeOf(req as Request)), limit: FORM_LIMIT, inflate: true }),
];

/** The parameters of the address alone. @throws ApiError as `putParameter` */
export function queryParameters(req: Request, counter: ParameterCounter = { count: 0 }): PhpArray {
  const parameters: PhpArray = new Map();
  const start = req.url.indexOf('?');
  if (start !== -1) putEncoded(parameters, req.url.slice(start + 1), counter);
  return parameters;
}

/** Of a request that has passed `formBody`. @throws ApiError 400, 413 */
export async function requestParameters(req: Request): Promise<PhpArray> {
  const counter: ParameterCounter = { count: 0 };
  const parameters = queryParameters(req, counter);
  const body: unknown = req.body;
  if (req.method !== 'POST' || !Buffer.isBuffer(body)) return parameters;
  const form: PhpArray = new Map();
  if (isMultipart(typeOf(req))) await putFields(form, body, typeOf(req), counter);
  else putEncoded(form, body.toString('utf8'), counter);
  for (const [key, value] of form) parameters.set(key, value);
  return parameters;
}

async function putFields(
  form: PhpArray,
  body: Buffer,
  contentType: string,
  counter: ParameterCounter,
): Promise<void> {
  async function* whole() {
    yield body;
  }
  try {
    for await (const part of readMultipart(whole(), boundaryOf(contentType))) {
      const pieces: Buffer[] = [];
      for await (const piece of part.content) pieces.push(piece);
      if (part.filename === undefined)
        putParameter(form, part.name, Buffer.concat(pieces).toString('utf8'), counter);
    }
  } catch (error) {
    throw error instanceof MultipartError ? new ApiError(error.status, error.message) : error;
  }
}

/** A parameter that is text; empty where it is missing or a list. */
export function textOf(parameters: PhpArray, name: string): string {
  const value = parameters.get(name);
  return typeof value === 'string' ? value : '';
}
