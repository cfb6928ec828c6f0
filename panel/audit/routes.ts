import { auditList, auditListQuery } from '../../contract/panel/account.js';
import type { Prisma } from '../db/generated/client.js';
import { readPage, toList, type Sorts } from '../http/page.js';
import { defineRoute } from '../http/route.js';

const sorts: Sorts<Prisma.AuditEntryOrderByWithRelationInput> = {
  at: (d) => ({ at: d }),
  actor: (d) => ({ actor: d }),
  action: (d) => ({ action: d }),
};

export const auditRoutes = [
  defineRoute({
    method: 'GET',
    path: '/audit',
    operationId: 'auditList',
    summary: 'Who did what, and what was refused',
    tag: 'Audit',
    role: 'admin',
    request: { query: auditListQuery },
    status: 200,
    response: auditList,
    async handler({ panel, query }) {
      const page = readPage(query, sorts, '-at', (d) => ({ id: d }));
      const text = query.search ? { contains: query.search, mode: 'insensitive' as const } : undefined;
      const where: Prisma.AuditEntryWhereInput = {
        instanceId: query.instance_id,
        action: query.action,
        OR: text && [{ actor: text }, { action: text }, { target: text }, { detail: text }],
      };
      const [rows, total] = await Promise.all([
        panel.prisma.auditEntry.findMany({
          where,
          orderBy: page.orderBy,
          take: page.take,
          ...(page.after ? { cursor: { id: page.after }, skip: 1 } : {}),
        }),
        panel.prisma.auditEntry.count({ where }),
      ]);
      return toList(
        page,
        rows,
        total,
        (row) => row.id,
        (row) => ({
          id: row.id,
          at: row.at.toISOString(),
          actor: row.actor,
          action: row.action,
          outcome: outcomeOf(row.outcome),
          instance_id: row.instanceId,
          target: row.target,
          detail: row.detail,
          ip: row.ip,
        }),
      );
    },
  }),
];

function outcomeOf(text: string): 'ok' | 'refused' | 'failed' {
  return text === 'refused' || text === 'failed' ? text : 'ok';
}
