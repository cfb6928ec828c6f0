/** Moodle's own addresses for web services. Tokens open them, not the agent's key. */
import { Router, type RequestHandler } from 'express';
import type { AgentContext } from '../context.js';
import { ApiError } from '../http/errors.js';
import { uploadHandler } from './drafts/upload.js';
import type { WebserviceFunction } from './function.js';
import { webserviceFunctions } from './functions.js';
import { pluginFileHandler } from './pluginfile.js';
import { restServer } from './protocol/server.js';
import { admission } from './tokens/admit.js';

/** @param functions what can be called, all by default */
export function webserviceRouter(
  context: AgentContext,
  functions: readonly WebserviceFunction[] = webserviceFunctions,
): Router {
  const router = Router();
  const admit = admission(context);

  const server = restServer(context, functions, admit);
  router.route('/webservice/rest/server.php').get(server).post(server).all(refuse('GET, HEAD, POST'));

  const upload = uploadHandler(context, functions, admit);
  router.route('/webservice/upload.php').get(upload).post(upload).all(refuse('GET, HEAD, POST'));

  const files = pluginFileHandler(context, functions, admit);
  router
    .route(['/webservice/pluginfile.php', '/webservice/pluginfile.php/*path'])
    .get(files)
    .all(refuse('GET, HEAD'));
  return router;
}

function refuse(allowed: string): RequestHandler {
  return () => {
    throw new ApiError(405, 'Method not allowed.', { Allow: allowed });
  };
}
