import {
  backup,
  backupCreate,
  backupCreated,
  backupList,
  backupListQuery,
  backupPassword,
  backupRestore,
} from '../../contract/panel/backups.js';
import { task } from '../../contract/panel/tasks.js';
import { audit } from '../audit/service.js';
import type { PanelContext } from '../context.js';
import { idParams } from '../http/id-params.js';
import { defineRoute, defineStream } from '../http/route.js';
import { ProblemError } from '../http/problem-error.js';
import { getInstance } from '../instances/service.js';
import { PASSWORD_PURPOSE } from '../tasks/apply.js';
import { getTask } from '../tasks/service.js';
import { viewTask } from '../tasks/view.js';
import { sendFile } from './file.js';
import { listBackups } from './list.js';
import { orderBackups } from './order.js';
import { getBackup, orderDeletion, orderRestore, requireFile } from './use.js';
import { backupInclude, viewBackup } from './view.js';

const tag = 'Backups';
const view = async (panel: PanelContext, taskId: number) => viewTask(await getTask(panel, taskId));

export const backupRoutes = [
  defineRoute({
    method: 'GET',
    path: '/backups',
    operationId: 'backupList',
    summary: 'Backups of all sites',
    tag,
    role: 'viewer',
    request: { query: backupListQuery },
    status: 200,
    response: backupList,
    handler: ({ panel, query }) => listBackups(panel, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/instances/{id}/backups',
    operationId: 'instanceBackupList',
    summary: 'Backups of one site',
    tag,
    role: 'viewer',
    request: { params: idParams, query: backupListQuery },
    status: 200,
    response: backupList,
    async handler({ panel, params, query }) {
      const { id } = await getInstance(panel, params.id);
      return listBackups(panel, { ...query, instance_id: id });
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/instances/{id}/backups',
    operationId: 'backupCreate',
    summary: 'Back up courses; what could not be ordered stands in errors',
    tag,
    role: 'operator',
    request: { params: idParams, body: backupCreate },
    status: 202,
    response: backupCreated,
    async handler({ panel, principal, params, body }) {
      const { backupIds, errors } = await orderBackups(panel, principal, params.id, body);
      const rows = await panel.prisma.backup.findMany({
        where: { id: { in: backupIds } },
        include: backupInclude,
        orderBy: { id: 'asc' },
      });
      return { items: rows.map(viewBackup), total: rows.length, next: null, errors };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/backups/{id}',
    operationId: 'backupGet',
    summary: 'One backup',
    tag,
    role: 'viewer',
    request: { params: idParams },
    status: 200,
    response: backup,
    handler: async ({ panel, params }) => viewBackup(await getBackup(panel, params.id)),
  }),
  defineRoute({
    method: 'POST',
    path: '/backups/{id}/restore',
    operationId: 'backupRestore',
    summary: 'Replace a course’s content with that of a backup',
    tag,
    role: 'operator',
    request: { params: idParams, body: backupRestore },
    status: 202,
    response: task,
    handler: async ({ panel, principal, params, body }) =>
      view(panel, await orderRestore(panel, principal, params.id, body.course_id)),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/backups/{id}',
    operationId: 'backupDelete',
    summary: 'Delete a backup’s file at the site',
    tag,
    role: 'operator',
    request: { params: idParams },
    status: 202,
    response: task,
    handler: async ({ panel, principal, params }) =>
      view(panel, await orderDeletion(panel, principal, params.id)),
  }),
  defineStream({
    method: 'GET',
    path: '/backups/{id}/file',
    operationId: 'backupFile',
    summary: 'The encrypted zip, with ranges',
    tag,
    role: 'operator',
    request: { params: idParams },
    status: 200,
    contentType: 'application/zip',
    handler: ({ panel, principal, params, req, res }) => sendFile(panel, principal, params.id, req, res),
  }),
  defineRoute({
    method: 'GET',
    path: '/backups/{id}/password',
    operationId: 'backupPassword',
    summary: 'The password of a backup’s zip; every look is audited',
    tag,
    role: 'operator',
    request: { params: idParams },
    status: 200,
    response: backupPassword,
    async handler({ panel, principal, params }) {
      const row = await getBackup(panel, params.id);
      requireFile(row);
      await audit(panel, principal, {
        action: 'backup.password',
        instanceId: row.instanceId,
        target: `backup ${row.id}`,
      });
      if (row.sealedPassword === null) {
        throw new ProblemError(404, 'No password', { detail: 'The site named no password for this backup.' });
      }
      return { password: panel.vault.open(row.sealedPassword, PASSWORD_PURPOSE) };
    },
  }),
];
