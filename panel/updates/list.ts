/** Lists of requests: who changed what, where, when, and how it ended. */
import type { z } from 'zod';
import type { updateRequestList, updateRequestQuery } from '../../contract/panel/updates.js';
import type { PanelContext } from '../context.js';
import type { Prisma } from '../db/generated/client.js';
import { readPage, toList, type Sorts } from '../http/page.js';
import { updateInclude, viewUpdateRequest } from './view.js';

const sorts: Sorts<Prisma.UpdateRequestOrderByWithRelationInput> = {
  created_at: (d) => ({ createdAt: d }),
  instance_name: (d) => ({ instance: { name: d } }),
  kind: (d) => ({ kind: d }),
  status: (d) => ({ task: { status: d } }),
  finished_at: (d) => ({ task: { finishedAt: { sort: d, nulls: 'last' } } }),
};

export async function listUpdateRequests(
  panel: PanelContext,
  query: z.output<typeof updateRequestQuery>,
): Promise<z.input<typeof updateRequestList>> {
  const page = readPage(query, sorts, '-created_at', (d) => ({ id: d }));
  const text = query.search ? { contains: query.search, mode: 'insensitive' as const } : undefined;
  const where: Prisma.UpdateRequestWhereInput = {
    instanceId: query.instance_id,
    rolloutId: query.rollout_id,
    kind: query.kind,
    createdBy: query.created_by,
    ...(query.dry_run && { dryRun: query.dry_run === 'true' }),
    ...(query.status && { task: { status: query.status } }),
    OR: text && [{ instance: { name: text } }, { createdBy: text }, { items: { some: { component: text } } }],
  };
  const [rows, total] = await Promise.all([
    panel.prisma.updateRequest.findMany({
      where,
      include: updateInclude,
      orderBy: page.orderBy,
      take: page.take,
      ...(page.after ? { cursor: { id: page.after }, skip: 1 } : {}),
    }),
    panel.prisma.updateRequest.count({ where }),
  ]);
  return toList(page, rows, total, (row) => row.id, viewUpdateRequest);
}
