/** `/migration/imports…`: bringing in what another site, or this one, has exported. */
import { Router } from 'express';
import {
  importCreateRequest,
  importLogQuery,
  importRetryRequest,
  migrationIdQuery,
  type ImportLogReply,
  type MigrationImport,
} from '../../contract/agent/migration.js';
import type { AgentContext } from '../context.js';
import { readEntries } from '../migration/import/entries.js';
import { findImport, importView } from '../migration/import/import-view.js';
import { offeredExport, offeredUpload } from '../migration/import/offered-file.js';
import { orderedBefore, orderImport, retryImport } from '../migration/import/order-import.js';
import { taskState } from '../migration/task-state.js';
import { firstAdministrator } from '../moodle/reads/first-administrator.js';
import { ApiError } from './errors.js';
import { idempotency } from './idempotency.js';
import { parseBody, parseQuery } from './json-body.js';

export function migrationImportsRouter(context: AgentContext): Router {
  const router = Router();

  async function known(id: number) {
    const row = await findImport(context, id);
    if (row === null) throw new ApiError(404, 'Import not found.');
    return row;
  }
  const view = async (id: number): Promise<MigrationImport> => importView(context, await known(id));

  async function fileOf({ uploadid, exportid }: { uploadid?: string; exportid?: number }, userId: number) {
    if (uploadid !== undefined) return offeredUpload(context, uploadid);
    const caller = { userId, username: '', tokenId: 0, isAdmin: true };
    const file = await offeredExport(context, caller, exportid!);
    if (file === null) throw new ApiError(404, 'There is no file of this export (any more).');
    return file;
  }

  router.post('/migration/imports', idempotency(context), async (req, res) => {
    const request = parseBody(req, importCreateRequest);
    const before = await orderedBefore(context);
    if (before !== null) return void res.json(await view(before));
    const userId = await firstAdministrator(context.site);
    const { id } = await orderImport(context, {
      file: await fileOf(request, userId),
      importer: request.importer ?? '',
      settings: request.settings,
      dryRun: request.dry_run,
      userId,
    });
    res.json(await view(id));
  });

  router.get('/migration/imports', async (req, res) => {
    res.json(await view(parseQuery(req, migrationIdQuery).id));
  });

  router.get('/migration/imports/log', async (req, res) => {
    const query = parseQuery(req, importLogQuery);
    const { task } = await taskState(context, await known(query.id));
    const finished = task === null || task.finishedAt !== null;
    res.json((await readEntries(context.store, query, finished)) satisfies ImportLogReply);
  });

  router.post('/migration/imports/retry', idempotency(context), async (req, res) => {
    const { id } = parseBody(req, importRetryRequest);
    await known(id);
    await retryImport(context, id);
    res.json(await view(id));
  });

  return router;
}
