/** `/backups…`: course backups, their restore and removal, and what lies in the storage. */
import { Router } from 'express';
import {
  backupFileQuery,
  type BackupListReply,
  type BackupsInProgressReply,
} from '../../contract/agent/backups.js';
import { unixTime } from '../../runtime/unix-time.js';
import type { BackupPayload } from '../backup/payloads.js';
import { openStorage } from '../backup/storage/open-storage.js';
import type { AgentContext } from '../context.js';
import { createBackups, deleteBackups, restoreBackup } from './backup-orders.js';
import { idempotency } from './idempotency.js';
import { parseQuery, requireData } from './json-body.js';

export function backupsRouter(context: AgentContext): Router {
  const router = Router();
  const once = idempotency(context);

  router.get('/backups', async (_req, res) => {
    const open = await context.tasks.open<BackupPayload>('backup_course');
    const courses = new Set(open.map((task) => task.payload.courseId));
    const reply: BackupsInProgressReply = {
      backups_in_progress: [...courses].map((id) => ({ id, message: 'in progress' })),
    };
    res.json(reply);
  });

  router.post('/backups', once, async (req, res) => {
    res.json(await createBackups(context, requireData(req)));
  });
  router.put('/backups', once, async (req, res) => {
    res.json(await restoreBackup(context, requireData(req)));
  });
  router.delete('/backups', once, async (req, res) => {
    res.json(await deleteBackups(context, requireData(req)));
  });

  router.get('/backups/list', async (_req, res) => {
    const files = await openStorage(context, 'local').list();
    const reply: BackupListReply = {
      backups: files.map((file) => ({
        link: file.link,
        course_id: file.courseId,
        mode: file.folder === 'safety' ? null : file.folder,
        size: file.size,
        sha256: file.sha256,
        created_at: unixTime(file.createdAt),
      })),
    };
    res.json(reply);
  });

  router.get('/backups/file', async (req, res, next) => {
    const { link } = parseQuery(req, backupFileQuery);
    const { handle, path } = await openStorage(context, 'local').open(link);
    await handle.close();
    const name = link.split('/').at(-1) ?? 'backup.zip';
    res.attachment(name).type('application/zip');
    res.sendFile(path, { dotfiles: 'allow', cacheControl: false }, (error) => {
      // A client that goes away in the middle is no error of ours.
      if (error && !res.headersSent) next(error);
    });
  });

  return router;
}
