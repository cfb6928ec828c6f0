import { z } from 'zod';
import {
  migrationChoices,
  migrationCreate,
  migrationDetail,
  migrationList,
  migrationListQuery,
  migrationReport,
  migrationReportQuery,
  migrationRetry,
} from '../../contract/panel/migrations.js';
import type { PanelContext } from '../context.js';
import type { Prisma } from '../db/generated/client.js';
import { idParams } from '../http/id-params.js';
import { readPage, toList, type Sorts } from '../http/page.js';
import { notFound } from '../http/problem-error.js';
import { defineRoute } from '../http/route.js';
import { cancelMigration, retryMigration } from './actions.js';
import { readChoices } from './choices.js';
import { createMigration, startMigration } from './create.js';
import { readReport } from './report.js';
import { detailInclude, summaryInclude, viewDetail, viewMigration } from './view.js';

const tag = 'Migrations';

const sorts: Sorts<Prisma.MigrationOrderByWithRelationInput> = {
  id: (d) => ({ id: d }),
  name: (d) => ({ name: d }),
  what: (d) => ({ what: d }),
  state: (d) => ({ state: d }),
  source_name: (d) => ({ sourceName: d }),
  created_at: (d) => ({ createdAt: d }),
  finished_at: (d) => ({ finishedAt: d }),
};

async function detail(panel: PanelContext, id: number) {
  const row = await panel.prisma.migration.findUnique({ where: { id }, include: detailInclude });
  if (!row) throw notFound('Migration', id);
  return viewDetail(row);
}

export const migrationRoutes = [
  defineRoute({
    method: 'GET',
    path: '/migrations',
    operationId: 'migrationList',
    summary: 'Migrations, newest first',
    tag,
    role: 'viewer',
    request: { query: migrationListQuery },
    status: 200,
    response: migrationList,
    async handler({ panel, query }) {
      const page = readPage(query, sorts, '-id', (d) => ({ id: d }));
      const text = query.search ? { contains: query.search, mode: 'insensitive' as const } : undefined;
      const site = query.instance_id;
      const where: Prisma.MigrationWhereInput = {
        state: query.state,
        AND: [
          ...(site === undefined
            ? []
            : [{ OR: [{ sourceId: site }, { targets: { some: { instanceId: site } } }] }]),
          ...(text
            ? [
                {
                  OR: [
                    { name: text },
                    { sourceName: text },
                    { createdBy: text },
                    { targets: { some: { instanceName: text } } },
                  ],
                },
              ]
            : []),
        ],
      };
      const [rows, total] = await Promise.all([
        panel.prisma.migration.findMany({
          where,
          include: summaryInclude,
          orderBy: page.orderBy,
          take: page.take,
          ...(page.after ? { cursor: { id: page.after }, skip: 1 } : {}),
        }),
        panel.prisma.migration.count({ where }),
      ]);
      return toList(page, rows, total, (row) => row.id, viewMigration);
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/migrations',
    operationId: 'migrationCreate',
    summary: 'Bring content of one site to others, or see in a dry run what would happen; it begins at once',
    tag,
    role: 'operator',
    request: { body: migrationCreate },
    status: 201,
    response: migrationDetail,
    handler: async ({ panel, principal, body }) =>
      detail(panel, await createMigration(panel, principal, body)),
  }),
  defineRoute({
    method: 'GET',
    path: '/migrations/{id}',
    operationId: 'migrationGet',
    summary: 'One migration with its export and its targets',
    tag,
    role: 'viewer',
    request: { params: idParams },
    status: 200,
    response: migrationDetail,
    handler: ({ panel, params }) => detail(panel, params.id),
  }),
  defineRoute({
    method: 'POST',
    path: '/migrations/{id}/start',
    operationId: 'migrationStart',
    summary:
      'Make the real run of a finished dry run, for the targets where it went well; answers the new migration',
    tag,
    role: 'operator',
    request: { params: idParams },
    status: 201,
    response: migrationDetail,
    handler: async ({ panel, principal, params }) =>
      detail(panel, await startMigration(panel, principal, params.id)),
  }),
  defineRoute({
    method: 'POST',
    path: '/migrations/{id}/cancel',
    operationId: 'migrationCancel',
    summary: 'Begin nothing more and stop what runs, where that is safe; what a site has got it keeps',
    tag,
    role: 'operator',
    request: { params: idParams },
    status: 200,
    response: migrationDetail,
    async handler({ panel, principal, params }) {
      await cancelMigration(panel, principal, params.id);
      return detail(panel, params.id);
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/migrations/{id}/retry',
    operationId: 'migrationRetry',
    summary: 'Have failed and cancelled targets go on from the phase that they ended in',
    tag,
    role: 'operator',
    request: { params: idParams, body: migrationRetry },
    status: 200,
    response: migrationDetail,
    async handler({ panel, principal, params, body }) {
      await retryMigration(panel, principal, params.id, body.target_ids);
      return detail(panel, params.id);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/migrations/{id}/targets/{target}/report',
    operationId: 'migrationReport',
    summary: 'What became of each entity at a target, asked of its agent',
    tag,
    role: 'viewer',
    request: {
      params: idParams.extend({ target: z.coerce.number().int().positive().max(2_147_483_647) }),
      query: migrationReportQuery,
    },
    status: 200,
    response: migrationReport,
    handler: ({ panel, params, query }) => readReport(panel, params.id, params.target, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/instances/{id}/migration',
    operationId: 'migrationChoices',
    summary: 'What a site can export and import, with the settings, asked of its agent',
    tag,
    role: 'viewer',
    request: { params: idParams },
    status: 200,
    response: migrationChoices,
    handler: ({ panel, params }) => readChoices(panel, params.id),
  }),
];
