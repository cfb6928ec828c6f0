/** Tokens and services in the agent's store. The store knows only a token's SHA-256: right for 128 random bits, which nobody guesses. */
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { WebserviceService, WebserviceToken } from '../../../contract/agent/webservice-tokens.js';
import { unixTime } from '../../../runtime/unix-time.js';
import type { AgentStore } from '../../store/store.js';

export type Prisma = AgentStore['prisma'];

/** 32 hexadecimal characters, as Moodle's own. */
export const newToken = () => randomBytes(16).toString('hex');
export const tokenHash = (token: string) => createHash('sha256').update(token).digest('hex');
export const isToken = (text: string) => /^[0-9a-f]{32}$/.test(text);

const names = z.array(z.string());
export const readList = (json: string): string[] => names.parse(JSON.parse(json));

const withService = { service: true } as const;
type TokenRow = NonNullable<Awaited<ReturnType<typeof findToken>>>;

/** By its digest, so that nothing of it is compared that somebody could time. */
export async function findToken(prisma: Prisma, token: string) {
  return prisma.webserviceToken.findUnique({ where: { hash: tokenHash(token) }, include: withService });
}

/** What a token may call; null for everything. */
export function functionsOf(row: Pick<TokenRow, 'functions' | 'service'>): string[] | null {
  const json = row.service?.functions ?? row.functions;
  return json === null ? null : readList(json);
}

/** What the token with this id may call; null for everything. */
export async function functionsOfToken(prisma: Prisma, id: number): Promise<string[] | null> {
  const row = await prisma.webserviceToken.findUnique({ where: { id }, include: withService });
  return row === null ? [] : functionsOf(row);
}

export function describeToken(row: TokenRow): WebserviceToken {
  return {
    id: row.id,
    name: row.name,
    userid: row.userId,
    username: row.username,
    service: row.service?.name ?? null,
    functions: functionsOf(row),
    addresses: readList(row.addresses),
    expires_at: row.expiresAt && unixTime(row.expiresAt),
    last_used_at: row.lastUsedAt && unixTime(row.lastUsedAt),
    created_at: unixTime(row.createdAt),
  };
}

export async function listTokens(prisma: Prisma): Promise<WebserviceToken[]> {
  const rows = await prisma.webserviceToken.findMany({ include: withService, orderBy: { id: 'asc' } });
  return rows.map(describeToken);
}

export async function storeToken(
  prisma: Prisma,
  token: string,
  fields: {
    name: string;
    userId: number;
    username: string;
    serviceId: number | null;
    functions: readonly string[] | null;
    addresses: readonly string[];
    expiresAt: Date | null;
    createdAt: Date;
  },
): Promise<WebserviceToken> {
  const row = await prisma.webserviceToken.create({
    data: {
      ...fields,
      hash: tokenHash(token),
      functions: fields.functions === null ? null : JSON.stringify(fields.functions),
      addresses: JSON.stringify(fields.addresses),
    },
    include: withService,
  });
  return describeToken(row);
}

/** False when there was none. */
export async function deleteToken(prisma: Prisma, id: number): Promise<boolean> {
  return (await prisma.webserviceToken.deleteMany({ where: { id } })).count > 0;
}

const withCount = { _count: { select: { tokens: true } } } as const;
type ServiceRow = Awaited<ReturnType<Prisma['webserviceService']['findMany']>>[number] & {
  _count: { tokens: number };
};

export const describeService = (row: ServiceRow): WebserviceService => ({
  id: row.id,
  name: row.name,
  functions: readList(row.functions),
  tokens: row._count.tokens,
  created_at: unixTime(row.createdAt),
});

export async function listServices(prisma: Prisma): Promise<WebserviceService[]> {
  const rows = await prisma.webserviceService.findMany({ include: withCount, orderBy: { id: 'asc' } });
  return rows.map(describeService);
}

export async function findService(prisma: Prisma, id: number): Promise<WebserviceService | null> {
  const row = await prisma.webserviceService.findUnique({ where: { id }, include: withCount });
  return row && describeService(row);
}

/** Null where another service has the name. */
export async function storeService(
  prisma: Prisma,
  name: string,
  functions: readonly string[],
  createdAt: Date,
): Promise<WebserviceService | null> {
  if ((await prisma.webserviceService.findUnique({ where: { name } })) !== null) return null;
  const row = await prisma.webserviceService.create({
    data: { name, functions: JSON.stringify(functions), createdAt },
    include: withCount,
  });
  return describeService(row);
}

/** Removes a service that no token uses; false where one does or there is none. */
export async function deleteService(prisma: Prisma, id: number): Promise<boolean> {
  return (await prisma.webserviceService.deleteMany({ where: { id, tokens: { none: {} } } })).count > 0;
}
