import {
  connectionTest,
  connectionTestRequest,
  instance,
  instanceCreate,
  instanceList,
  instanceListQuery,
  instanceUpdate,
  tagList,
} from '../../contract/panel/instances.js';
import type { Prisma } from '../db/generated/client.js';
import { idParams } from '../http/id-params.js';
import { readPage, toList, type Sorts } from '../http/page.js';
import { defineRoute, defineStream } from '../http/route.js';
import { syncInstance } from '../sync/service.js';
import { testConnection } from './connection.js';
import { createInstance, deleteInstance, getInstance, updateInstance } from './service.js';
import { instanceInclude, viewInstance } from './view.js';

const tag = 'Instances';

const sorts: Sorts<Prisma.InstanceOrderByWithRelationInput> = {
  name: (d) => ({ name: d }),
  short_name: (d) => ({ shortName: d }),
  url: (d) => ({ url: d }),
  connection_state: (d) => ({ connectionState: d }),
  moodle_version: (d) => ({ moodleVersion: d }),
  user_count: (d) => ({ userCount: d }),
  course_count: (d) => ({ courseCount: d }),
  update_count: (d) => ({ updateCount: { sort: d, nulls: 'last' } }),
  synced_at: (d) => ({ syncedAt: d }),
  created_at: (d) => ({ createdAt: d }),
};

export const instanceRoutes = [
  defineRoute({
    method: 'GET',
    path: '/instances',
    operationId: 'instanceList',
    summary: 'Instances',
    tag,
    role: 'viewer',
    request: { query: instanceListQuery },
    status: 200,
    response: instanceList,
    async handler({ panel, query }) {
      const page = readPage(query, sorts, 'name', (d) => ({ id: d }));
      const text = query.search ? { contains: query.search, mode: 'insensitive' as const } : undefined;
      const where: Prisma.InstanceWhereInput = {
        clusterId: query.cluster_id,
        connectionState: query.connection_state,
        ...(query.tag ? { tags: { has: query.tag } } : {}),
        OR: text && [{ name: text }, { shortName: text }, { url: text }, { siteUrl: text }],
      };
      const [rows, total] = await Promise.all([
        panel.prisma.instance.findMany({
          where,
          include: instanceInclude,
          orderBy: page.orderBy,
          take: page.take,
          ...(page.after ? { cursor: { id: page.after }, skip: 1 } : {}),
        }),
        panel.prisma.instance.count({ where }),
      ]);
      return toList(page, rows, total, (row) => row.id, viewInstance);
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/instances',
    operationId: 'instanceCreate',
    summary: 'Register a site; it is saved even while it cannot be reached, and synced at once when it can',
    tag,
    role: 'admin',
    request: { body: instanceCreate },
    status: 201,
    response: instance,
    async handler({ panel, principal, body }) {
      const id = await createInstance(panel, principal, body);
      await syncInstance(panel, id);
      return viewInstance(await getInstance(panel, id));
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/instances/test',
    operationId: 'instanceTest',
    summary: 'Try an address and a key without saving them',
    tag,
    role: 'admin',
    request: { body: connectionTestRequest },
    status: 200,
    response: connectionTest,
    handler: ({ panel, body }) => testConnection(panel, { url: body.url, key: body.api_key }),
  }),
  defineRoute({
    method: 'GET',
    path: '/tags',
    operationId: 'tagList',
    summary: 'Tags of sites',
    tag,
    role: 'viewer',
    status: 200,
    response: tagList,
    handler: async ({ panel }) => ({
      items: await panel.prisma.$queryRaw<{ tag: string; sites: number }[]>`
        SELECT t AS "tag", count(*)::int AS "sites" FROM "Instance", unnest("tags") AS t GROUP BY t ORDER BY t`,
    }),
  }),
  defineRoute({
    method: 'GET',
    path: '/instances/{id}',
    operationId: 'instanceGet',
    summary: 'One instance',
    tag,
    role: 'viewer',
    request: { params: idParams },
    status: 200,
    response: instance,
    handler: async ({ panel, params }) => viewInstance(await getInstance(panel, params.id)),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/instances/{id}',
    operationId: 'instanceUpdate',
    summary: 'Change name, address, key or cluster',
    tag,
    role: 'admin',
    request: { params: idParams, body: instanceUpdate },
    status: 200,
    response: instance,
    async handler({ panel, principal, params, body }) {
      await updateInstance(panel, principal, params.id, body);
      if (body.url !== undefined || body.api_key !== undefined) await syncInstance(panel, params.id);
      return viewInstance(await getInstance(panel, params.id));
    },
  }),
  defineStream({
    method: 'DELETE',
    path: '/instances/{id}',
    operationId: 'instanceDelete',
    summary: 'Forget a site; its backup files stay where they are',
    tag,
    role: 'admin',
    request: { params: idParams },
    status: 204,
    contentType: null,
    async handler({ panel, principal, params, res }) {
      await deleteInstance(panel, principal, params.id);
      res.status(204).end();
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/instances/{id}/sync',
    operationId: 'instanceSync',
    summary: 'Read the site now; what went wrong stands in connection_state and connection_error',
    tag,
    role: 'operator',
    request: { params: idParams },
    status: 200,
    response: instance,
    async handler({ panel, params }) {
      await syncInstance(panel, params.id);
      return viewInstance(await getInstance(panel, params.id));
    },
  }),
];
