/** What a real Moodle's plugin answered, against the schemas. GOLDEN_DIR names the folder of the recordings. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import {
  backupCreateReply,
  backupDeleteReply,
  backupRestoreReply,
  backupsInProgressReply,
} from './backups.js';
import { errorReply } from './common.js';
import { coreReply, coreUpdateRequest } from './core.js';
import { coursesReply } from './courses.js';
import {
  longWorkReply,
  pluginReply,
  pluginsInstallZipRequest,
  pluginsReply,
  pluginsUpdateRequest,
} from './plugins.js';
import { presetReply } from './presets.js';
import { connectionReply, dashboardReply, keyStatusChangedReply, keyStatusReply } from './site.js';
import { taskCheckReply } from './tasks.js';
import { userReply, usersCountReply, usersOnlineReply, usersReply } from './users.js';

const folder = process.env.GOLDEN_DIR;

if (!folder) console.warn('SKIPPED: replies of a real Moodle (GOLDEN_DIR is not set).');

const recording = z.object({
  exchanges: z.array(
    z.object({
      name: z.string(),
      request: z.object({ method: z.string(), path: z.string(), body: z.unknown().optional() }),
      response: z.object({ status: z.int(), body: z.unknown() }),
    }),
  ),
});

function exchanges(file: string) {
  const path = folder ? join(folder, file) : '';
  if (!existsSync(path)) return [];
  return recording.parse(JSON.parse(readFileSync(path, 'utf8'))).exchanges;
}

const replies: Readonly<Record<string, z.ZodType>> = {
  'GET /': connectionReply,
  'GET /test_connection': connectionReply,
  'GET /dashboard': dashboardReply,
  'GET /api_key_status': keyStatusReply,
  'POST /api_key_status': keyStatusChangedReply,
  'GET /users': usersReply,
  'GET /users/count': usersCountReply,
  'GET /users/online': usersOnlineReply,
  'GET /user': userReply,
  'GET /courses': coursesReply,
  'GET /plugins': pluginsReply,
  'GET /plugin': pluginReply,
  'POST /plugins/updates': longWorkReply,
  'POST /plugins/installzip': longWorkReply,
  'GET /moodle_core': coreReply,
  'GET /admin_presets': presetReply,
  'GET /tasks/check': taskCheckReply,
  'GET /backups': backupsInProgressReply,
  'POST /backups': backupCreateReply,
  'PUT /backups': backupRestoreReply,
  'DELETE /backups': backupDeleteReply,
};

const requests: Readonly<Record<string, z.ZodType>> = {
  'POST /plugins/updates': pluginsUpdateRequest,
  'POST /plugins/installzip': pluginsInstallZipRequest,
  'POST /moodle_core': coreUpdateRequest,
};

const all = ['moodle45-reads.json', 'moodle45-work.json'].flatMap(exchanges);
const cases = all.map(({ name, request, response }) => {
  const path = new URL(request.path, 'http://x').pathname;
  return {
    name: `${request.method} ${request.path} (${name})`,
    route: `${request.method} ${path}`,
    request,
    response,
  };
});

if (cases.length === 0) test.skip('recorded replies', () => undefined);

for (const { name, route, request, response } of cases) {
  test(name, () => {
    if (response.status >= 400) {
      const { body } = response;
      if (typeof body === 'object' && body !== null && 'error' in body) errorReply.parse(body);
      return;
    }
    expect(Object.keys(replies)).toContain(route);
    replies[route]!.parse(response.body);
    const body = request.body as { data?: unknown } | undefined;
    if (route in requests) requests[route]!.parse(body?.data);
  });
}
