import { listQuery } from '../../contract/panel/common.js';
import { cluster, clusterList, clusterWrite } from '../../contract/panel/instances.js';
import { audit } from '../audit/service.js';
import { Prisma } from '../db/generated/client.js';
import { idParams } from '../http/id-params.js';
import { readPage, toList, type Sorts } from '../http/page.js';
import { notFound, ProblemError } from '../http/problem-error.js';
import { defineRoute, defineStream } from '../http/route.js';
import type { z } from 'zod';

const tag = 'Clusters';
const include = { _count: { select: { instances: true } } } satisfies Prisma.ClusterInclude;
type ClusterRow = Prisma.ClusterGetPayload<{ include: typeof include }>;

const sorts: Sorts<Prisma.ClusterOrderByWithRelationInput> = {
  name: (d) => ({ name: d }),
  created_at: (d) => ({ createdAt: d }),
};

function view(row: ClusterRow): z.input<typeof cluster> {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    instance_count: row._count.instances,
    created_at: row.createdAt.toISOString(),
  };
}

function writeError(error: unknown, id?: number): unknown {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return error;
  if (error.code === 'P2025' && id !== undefined) return notFound('Cluster', id);
  if (error.code === 'P2002') {
    return new ProblemError(409, 'Name taken', {
      detail: 'There is a cluster with this name.',
      hint: 'Choose another.',
    });
  }
  return error;
}

export const clusterRoutes = [
  defineRoute({
    method: 'GET',
    path: '/clusters',
    operationId: 'clusterList',
    summary: 'Clusters of instances',
    tag,
    role: 'viewer',
    request: { query: listQuery },
    status: 200,
    response: clusterList,
    async handler({ panel, query }) {
      const page = readPage(query, sorts, 'name', (d) => ({ id: d }));
      const where: Prisma.ClusterWhereInput = query.search
        ? { name: { contains: query.search, mode: 'insensitive' } }
        : {};
      const [rows, total] = await Promise.all([
        panel.prisma.cluster.findMany({
          where,
          include,
          orderBy: page.orderBy,
          take: page.take,
          ...(page.after ? { cursor: { id: page.after }, skip: 1 } : {}),
        }),
        panel.prisma.cluster.count({ where }),
      ]);
      return toList(page, rows, total, (row) => row.id, view);
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/clusters',
    operationId: 'clusterCreate',
    summary: 'Make a cluster',
    tag,
    role: 'admin',
    request: { body: clusterWrite },
    status: 201,
    response: cluster,
    async handler({ panel, principal, body }) {
      const data = { name: body.name, description: body.description || null };
      const row = await panel.prisma.cluster.create({ data, include }).catch((error: unknown) => {
        throw writeError(error);
      });
      await audit(panel, principal, { action: 'cluster.create', target: row.name });
      return view(row);
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/clusters/{id}',
    operationId: 'clusterUpdate',
    summary: 'Rename a cluster',
    tag,
    role: 'admin',
    request: { params: idParams, body: clusterWrite.partial() },
    status: 200,
    response: cluster,
    async handler({ panel, principal, params, body }) {
      const data = { name: body.name, description: body.description === '' ? null : body.description };
      const row = await panel.prisma.cluster
        .update({ where: { id: params.id }, data, include })
        .catch((error: unknown) => {
          throw writeError(error, params.id);
        });
      await audit(panel, principal, { action: 'cluster.update', target: row.name });
      return view(row);
    },
  }),
  defineStream({
    method: 'DELETE',
    path: '/clusters/{id}',
    operationId: 'clusterDelete',
    summary: 'Dissolve a cluster; its instances stay',
    tag,
    role: 'admin',
    request: { params: idParams },
    status: 204,
    contentType: null,
    async handler({ panel, principal, params, res }) {
      const row = await panel.prisma.cluster.delete({ where: { id: params.id } }).catch((error: unknown) => {
        throw writeError(error, params.id);
      });
      await audit(panel, principal, { action: 'cluster.delete', target: row.name });
      res.status(204).end();
    },
  }),
];
