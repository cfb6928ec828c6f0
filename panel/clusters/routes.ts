import { listQuery } from '../../contract/panel/common.js';
import {
  cluster,
  clusterList,
  clusterWrite,
  driftInterval,
  type ClusterWrite,
} from '../../contract/panel/instances.js';
import { audit } from '../audit/service.js';
import { Prisma } from '../db/generated/client.js';
import { idParams } from '../http/id-params.js';
import { readPage, toList, type Sorts } from '../http/page.js';
import { notFound, ProblemError } from '../http/problem-error.js';
import { defineRoute, defineStream } from '../http/route.js';
import { checkDue } from '../presets/schedule.js';
import type { z } from 'zod';

const tag = 'Clusters';
const include = {
  master: { select: { name: true } },
  _count: { select: { instances: true } },
  instances: {
    where: { presetDrifts: { some: { against: 'master', count: { gt: 0 } } } },
    select: { id: true },
  },
} satisfies Prisma.ClusterInclude;
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
    master_instance_id: row.masterInstanceId,
    master_name: row.master?.name ?? null,
    drift_every: driftInterval.nullable().parse(row.driftEvery),
    drift_asked_at: row.driftAskedAt?.toISOString() ?? null,
    drifted_count: row.instances.length,
    created_at: row.createdAt.toISOString(),
  };
}

function writeError(error: unknown, id?: number): unknown {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return error;
  if (error.code === 'P2003') {
    return new ProblemError(400, 'Bad request', {
      detail: 'body.master_instance_id: there is no such site.',
      errors: [{ path: 'body.master_instance_id', message: 'no such site' }],
    });
  }
  if (error.code === 'P2025' && id !== undefined) return notFound('Cluster', id);
  if (error.code === 'P2002') {
    return new ProblemError(409, 'Name taken', {
      detail: 'There is a cluster with this name.',
      hint: 'Choose another.',
    });
  }
  return error;
}

/** Which site the members are held against, and how often; another master makes it due at once. */
function settingsOf({ master_instance_id, drift_every }: Partial<ClusterWrite>) {
  return {
    masterInstanceId: master_instance_id,
    driftEvery: drift_every,
    ...(master_instance_id !== undefined && { driftDue: true }),
  };
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
    method: 'GET',
    path: '/clusters/{id}',
    operationId: 'clusterGet',
    summary: 'One cluster',
    tag,
    role: 'viewer',
    request: { params: idParams },
    status: 200,
    response: cluster,
    async handler({ panel, params }) {
      const row = await panel.prisma.cluster.findUnique({ where: { id: params.id }, include });
      if (!row) throw notFound('Cluster', params.id);
      return view(row);
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
      const data = { name: body.name, description: body.description || null, ...settingsOf(body) };
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
    summary: 'Change a cluster',
    tag,
    role: 'admin',
    request: { params: idParams, body: clusterWrite.partial() },
    status: 200,
    response: cluster,
    async handler({ panel, principal, params, body }) {
      const data = {
        name: body.name,
        description: body.description === '' ? null : body.description,
        ...settingsOf(body),
      };
      const row = await panel.prisma.cluster
        .update({ where: { id: params.id }, data, include })
        .catch((error: unknown) => {
          throw writeError(error, params.id);
        });
      await audit(panel, principal, { action: 'cluster.update', target: row.name });
      if (body.master_instance_id === undefined) return view(row);
      await checkDue(panel);
      return view(await panel.prisma.cluster.findUniqueOrThrow({ where: { id: params.id }, include }));
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
      const ofMember = { against: 'master', instance: { clusterId: params.id } };
      await panel.prisma.presetDrift.deleteMany({ where: ofMember });
      const row = await panel.prisma.cluster.delete({ where: { id: params.id } }).catch((error: unknown) => {
        throw writeError(error, params.id);
      });
      await audit(panel, principal, { action: 'cluster.delete', target: row.name });
      res.status(204).end();
    },
  }),
];
