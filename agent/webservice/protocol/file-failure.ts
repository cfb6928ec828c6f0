/** How `upload.php` and `pluginfile.php` say that something went wrong: Moodle's answer to its own pages' scripts. */
import type { Request, Response } from 'express';
import { requestIdOf } from '../../../runtime/request-id.js';
import type { AgentContext } from '../../context.js';
import { ApiError } from '../../http/errors.js';
import { failureOf } from './failure.js';
import { phpJson } from './formats.js';

/** @throws ApiError 429, which is not Moodle's to say */
export async function sendFileFailure(
  req: Request,
  res: Response,
  error: unknown,
  context: AgentContext,
  type: 'json' | 'text',
): Promise<void> {
  if (error instanceof ApiError && error.status === 429) throw error;
  const { message, errorcode } = await failureOf(error, context, requestIdOf(req));
  if (error instanceof ApiError) res.status(error.status).set(error.headers);
  else if (errorcode === 'filenotfound') res.status(404);
  const body = { error: message, errorcode, stacktrace: null, debuginfo: null, reproductionlink: null };
  sendFileAnswer(res, body, type);
}

/** @param type Moodle calls the answer to an upload plain text, for the sake of forms in frames */
export function sendFileAnswer(res: Response, body: unknown, type: 'json' | 'text'): void {
  res.setHeader(
    'Content-Type',
    type === 'json' ? 'application/json; charset=utf-8' : 'text/plain; charset=utf-8',
  );
  res.setHeader('Accept-Ranges', 'none');
  res.end(phpJson(body));
}
