/** GET and POST `/webservice/rest/server.php`: calls a function, and answers as Moodle's REST protocol does. */
import type { Request, RequestHandler, Response } from 'express';
import { requestIdOf } from '../../../runtime/request-id.js';
import type { AgentContext } from '../../context.js';
import { ApiError } from '../../http/errors.js';
import { addressOf, webserviceCall } from '../call.js';
import type { WebserviceFunction } from '../function.js';
import type { Admit } from '../tokens/admit.js';
import { serverRefusals } from '../tokens/authenticate.js';
import { accessDenied, badParameter, invalidRecord } from '../webservice-error.js';
import { checkParameters } from './check-parameters.js';
import { failureOf } from './failure.js';
import { failureXml, phpJson, resultXml, type RestFormat } from './formats.js';
import type { PhpArray } from './php-array.js';
import { formBody, requestParameters, textOf } from './request-parameters.js';

/** Belong to the call, not to the function; Moodle takes them off, too. What they ask for changes nothing here. */
const settings = ['raw', 'fileurl', 'filter', 'lang', 'timezone'].map((name) => `moodlewssetting${name}`);

export function restServer(
  context: AgentContext,
  functions: readonly WebserviceFunction[],
  admit: Admit,
): RequestHandler[] {
  const byName = new Map(functions.map((fn) => [fn.name, fn]));

  async function answer(req: Request, parameters: PhpArray): Promise<unknown> {
    const { caller, functions: allowed } = await admit(req, textOf(parameters, 'wstoken'), serverRefusals);
    const name = textOf(parameters, 'wsfunction').toLowerCase();
    for (const own of ['wstoken', 'wsfunction', 'moodlewsrestformat', ...settings]) parameters.delete(own);
    if (name === '') throw badParameter('Missing function name');
    const fn = byName.get(name);
    if (fn === undefined) throw invalidRecord('external_functions');
    if (allowed !== null && !allowed.includes(name))
      throw accessDenied(`Access to the function ${name}() is not allowed: the token is not for it.`);
    const checked = checkParameters(fn.parameters, parameters);
    return fn.run(checked as never, webserviceCall(context, caller, addressOf(req, context)));
  }

  const handler: RequestHandler = async (req, res) => {
    const parameters = await requestParameters(req);
    const format: RestFormat = textOf(parameters, 'moodlewsrestformat') === 'json' ? 'json' : 'xml';
    try {
      const result = await answer(req, parameters);
      send(res, format, format === 'json' ? phpJson(result) : resultXml(result));
    } catch (error) {
      if (error instanceof ApiError && error.status === 429) throw error;
      const failure = await failureOf(error, context, requestIdOf(req));
      send(res, format, format === 'json' ? phpJson(failure) : failureXml(failure));
    }
  };
  return [...formBody, handler];
}

/** Errors have the status 200, too. */
function send(res: Response, format: RestFormat, text: string): void {
  if (format === 'json') {
    // Without a charset, as Moodle sends it.
    res.setHeader('Content-Type', 'application/json');
  } else {
    res.setHeader('Content-Type', 'application/xml; charset=utf-8');
    res.setHeader('Content-Disposition', 'inline; filename="response.xml"');
  }
  res.setHeader('Expires', 'Thu, 01 Jan 1970 00:00:00 GMT');
  res.setHeader('Pragma', 'no-cache');
  res.setHeader('Accept-Ranges', 'none');
  // Tokens are no cookies: a page of another site has nothing that it could send along.
  res.setHeader('Access-Control-Allow-Origin', '*');
  res.end(text);
}
