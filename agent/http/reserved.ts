/**
 * Endpoints that this agent knows and cannot do. Their requests are checked as the specification says, so that a
 * client learns of its own mistakes; a good request is answered with 501.
 */
import { Router, type RequestHandler } from 'express';
import { numericId } from '../../contract/agent/common.js';
import { pluginQuery } from '../../contract/agent/plugins.js';
import type { AgentContext } from '../context.js';
import { isInstalled, offeredCoreVersions } from '../moodle/reads/components.js';
import type { Site } from '../moodle/site.js';
import { ApiError } from './errors.js';
import { requireData } from './json-body.js';

const notImplemented: RequestHandler = () => {
  throw new ApiError(501, 'Not implemented yet.');
};

export function reservedRouter({ site }: AgentContext): Router {
  const router = Router();
  for (const path of ['/users', '/user', '/plugin']) router.post(path, notImplemented);

  router.post('/plugin/uninstall', async (req) => {
    const data = requireData(req);
    await requirePlugin(site, req.query);
    if (data.confirm !== true) throw new ApiError(403, 'Not confirmed.');
    throw new ApiError(501, 'Not implemented yet.');
  });
  router.post('/plugins/updates', listRequired('No updates specified.'), notImplemented);
  router.post('/plugins/installzip', listRequired('No zip files urls specified.'), notImplemented);
  router.post(['/moodle_core', '/moodle_core/update'], async (req) => {
    await requireCoreVersion(site, requireData(req));
    throw new ApiError(501, 'Not implemented yet.');
  });
  return router;
}

async function requirePlugin(site: Site, query: unknown): Promise<void> {
  if (typeof query !== 'object' || query === null || !('plugin' in query) || query.plugin === '') {
    throw new ApiError(400, 'Plugin not specified.');
  }
  const parsed = pluginQuery.safeParse(query);
  if (!parsed.success || !(await isInstalled(site, parsed.data.plugin))) {
    throw new ApiError(400, 'Plugin not exist.');
  }
}

function listRequired(message: string): RequestHandler {
  return (req, _res, next) => {
    const { updates } = requireData(req);
    if (!Array.isArray(updates) || updates.length === 0) throw new ApiError(400, message);
    next();
  };
}

async function requireCoreVersion(site: Site, data: Record<string, unknown>): Promise<void> {
  const given = (name: string) => data[name] !== undefined && data[name] !== null && data[name] !== '';
  if (given('instance_id')) {
    if (!numericId.safeParse(data.instance_id).success) {
      throw new ApiError(400, 'Bad Request - Please provide a valid instance ID.');
    }
    if (!given('update_id')) throw new ApiError(400, 'Bad Request - Please provide update ID.');
  }
  if (!given('version')) throw new ApiError(400, 'Bad request - no core version specified.');
  if (!given('download')) throw new ApiError(400, 'Bad request - no download link specified.');
  if (!(await offeredCoreVersions(site)).includes(String(data.version))) {
    throw new ApiError(400, 'Bad request - Moodle version not found in available updates.');
  }
}
