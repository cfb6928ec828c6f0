/** `/migration` and `/migration/exports…`: what this site can give to another, done as its first administrator. */
import { Router } from 'express';
import {
  exportCreateRequest,
  migrationIdQuery,
  type MigrationExport,
  type MigrationOffer,
} from '../../contract/agent/migration.js';
import type { AgentContext } from '../context.js';
import { exportDownload } from '../migration/export/download.js';
import { findExport, exportView } from '../migration/export/export-view.js';
import { availableExporters } from '../migration/export/exporters.js';
import { exportOrderedBefore, orderExport } from '../migration/export/order-export.js';
import { removeExport } from '../migration/export/remove-export.js';
import { importerOffers } from '../migration/import/importers.js';
import { firstAdministrator } from '../moodle/reads/first-administrator.js';
import { ApiError } from './errors.js';
import { idempotency } from './idempotency.js';
import { parseBody, parseQuery } from './json-body.js';

export function migrationExportsRouter(context: AgentContext): Router {
  const router = Router();

  async function known(id: number) {
    const row = await findExport(context, id);
    if (row === null) throw new ApiError(404, 'Export not found.');
    return row;
  }
  const view = async (id: number): Promise<MigrationExport> => exportView(context, await known(id));

  router.get('/migration', async (_req, res) => {
    const { uploadMaxBytes, exports } = context.config;
    const exporters = await availableExporters(context);
    const reply: MigrationOffer = {
      exporters: exporters.map(({ name, settings }) => ({ name, settings: [...settings] })),
      importers: await importerOffers(context),
      limits: {
        file_bytes: uploadMaxBytes,
        entities: exports.maxEntities,
        concurrent_exports: exports.concurrent,
      },
    };
    res.json(reply);
  });

  router.post('/migration/exports', idempotency(context), async (req, res) => {
    const request = parseBody(req, exportCreateRequest);
    const before = await exportOrderedBefore(context);
    if (before !== null) return void res.json(await view(before));
    const { id } = await orderExport(context, {
      ...request,
      userId: await firstAdministrator(context.site),
    });
    res.json(await view(id));
  });

  router.get('/migration/exports', async (req, res) => {
    res.json(await view(parseQuery(req, migrationIdQuery).id));
  });

  router.delete('/migration/exports', async (req, res) => {
    await removeExport(context, await known(parseQuery(req, migrationIdQuery).id));
    res.json({ status: true });
  });

  router.get('/migration/exports/file', async (req, res, next) => {
    const row = await known(parseQuery(req, migrationIdQuery).id);
    const caller = { userId: row.userId, username: '', tokenId: 0, isAdmin: true };
    const file = row.fileName === null ? null : await exportDownload(context, caller, row.id, row.fileName);
    if (file === null) throw new ApiError(404, 'There is no file of this export (yet, or any more).');
    res.attachment(row.fileName!).type(file.mimetype).set('ETag', `"${row.sha256}"`);
    res.sendFile(file.path, { dotfiles: 'allow', cacheControl: false }, (error) => {
      // A client that goes away in the middle is no error of ours.
      if (error && !res.headersSent) next(error);
    });
  });

  return router;
}
