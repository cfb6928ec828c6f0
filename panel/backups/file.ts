/** Hands a backup's file from the site through to the browser, never whole in memory. */
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { audit } from '../audit/service.js';
import type { Principal } from '../auth/principal.js';
import type { PanelContext } from '../context.js';
import { ProblemError } from '../http/problem-error.js';
import { addressOf, getInstance } from '../instances/service.js';
import { getBackup, requireFile } from './use.js';

/** Headers that belong to the bytes; whatever else a site sends is not passed on. */
const passed = ['content-length', 'content-range', 'accept-ranges', 'etag', 'last-modified'];

/** @throws ProblemError 404, 409; 501 for a site with the PHP plugin, which hands out no files */
export async function sendFile(
  panel: PanelContext,
  who: Principal,
  backupId: number,
  req: Request,
  res: Response,
): Promise<void> {
  const backup = await getBackup(panel, backupId);
  const link = requireFile(backup);
  const instance = await getInstance(panel, backup.instanceId);
  if (!instance.features.includes('backups.file')) {
    throw new ProblemError(501, 'Not offered', {
      detail: 'The plugin of this site does not hand out backup files.',
      hint: `Fetch it on the site’s host: moopanel_course_backups/${link} below Moodle’s data folder.`,
    });
  }
  const range = req.get('range');
  const reply = await panel.agents.backupFile(addressOf(panel, instance), link, range);
  await audit(panel, who, {
    action: 'backup.download',
    instanceId: instance.id,
    target: `backup ${backupId}`,
  });
  for (const name of passed) {
    const value: unknown = reply.headers[name];
    if (typeof value === 'string') res.set(name, value);
  }
  res.status(reply.status);
  res.type('application/zip').attachment(fileName(link, backupId));
  await pipeline(reply.data, res);
}

/** The last part of the link, of plain characters only: it comes from the site. */
function fileName(link: string, backupId: number): string {
  const name = link.split('/').at(-1) ?? '';
  return /^[\w.-]{1,120}\.zip$/.test(name) ? name : `backup-${backupId}.zip`;
}
