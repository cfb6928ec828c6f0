import type { z } from 'zod';
import type { apiToken } from '../../contract/panel/account.js';
import { apiTokenCreate, apiTokenCreated, apiTokenList } from '../../contract/panel/account.js';
import { listQuery, role as roleSchema } from '../../contract/panel/common.js';
import { audit } from '../audit/service.js';
import type { ApiToken, Prisma } from '../db/generated/client.js';
import { readPage, toList, type Sorts } from '../http/page.js';
import { idParams } from '../http/id-params.js';
import { notFound } from '../http/problem-error.js';
import { defineRoute, defineStream } from '../http/route.js';
import { newToken } from './tokens.js';

const sorts: Sorts<Prisma.ApiTokenOrderByWithRelationInput> = {
  name: (d) => ({ name: d }),
  created_at: (d) => ({ createdAt: d }),
  last_used_at: (d) => ({ lastUsedAt: d }),
};

function view(row: ApiToken): z.input<typeof apiToken> {
  return {
    id: row.id,
    name: row.name,
    role: roleSchema.parse(row.role),
    prefix: row.prefix,
    expires_at: row.expiresAt?.toISOString() ?? null,
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
    created_at: row.createdAt.toISOString(),
  };
}

export const tokenRoutes = [
  defineRoute({
    method: 'GET',
    path: '/tokens',
    operationId: 'apiTokenList',
    summary: 'API tokens, without the tokens themselves',
    tag: 'Account',
    role: 'admin',
    request: { query: listQuery },
    status: 200,
    response: apiTokenList,
    async handler({ panel, query }) {
      const page = readPage(query, sorts, '-created_at', (d) => ({ id: d }));
      const where: Prisma.ApiTokenWhereInput = query.search
        ? { name: { contains: query.search, mode: 'insensitive' } }
        : {};
      const [rows, total] = await Promise.all([
        panel.prisma.apiToken.findMany({
          where,
          orderBy: page.orderBy,
          take: page.take,
          ...(page.after ? { cursor: { id: page.after }, skip: 1 } : {}),
        }),
        panel.prisma.apiToken.count({ where }),
      ]);
      return toList(page, rows, total, (row) => row.id, view);
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/tokens',
    operationId: 'apiTokenCreate',
    summary: 'Make an API token; it is shown this once',
    tag: 'Account',
    role: 'admin',
    request: { body: apiTokenCreate },
    status: 201,
    response: apiTokenCreated,
    async handler({ panel, principal, body }) {
      const { token, prefix, hash } = newToken();
      const row = await panel.prisma.apiToken.create({
        data: {
          name: body.name,
          role: body.role,
          prefix,
          hash,
          createdBy: principal.actor,
          expiresAt: body.expires_at ? new Date(body.expires_at) : null,
        },
      });
      await audit(panel, principal, { action: 'token.create', target: body.name, detail: body.role });
      return { ...view(row), token };
    },
  }),
  defineStream({
    method: 'DELETE',
    path: '/tokens/{id}',
    operationId: 'apiTokenRevoke',
    summary: 'Revoke an API token',
    tag: 'Account',
    role: 'admin',
    request: { params: idParams },
    status: 204,
    contentType: null,
    async handler({ panel, principal, params, res }) {
      const { count } = await panel.prisma.apiToken.deleteMany({ where: { id: params.id } });
      if (count === 0) throw notFound('Token', params.id);
      await audit(panel, principal, { action: 'token.revoke', target: String(params.id) });
      res.status(204).end();
    },
  }),
];
