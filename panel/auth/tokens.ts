/** API tokens: 256 random bits, of which the panel keeps a digest and the first characters. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { role as roleSchema, type Role } from '../../contract/panel/common.js';
import type { PanelContext } from '../context.js';

export const TOKEN_PREFIX = 'mp_';
const SHOWN = 10;
/** The time of last use is written at most this often, in milliseconds. */
const TOUCH_EVERY = 60_000;

/** SHA-256, hex. The text has 256 bits of chance, so a slow hash would add nothing. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Compares secrets in constant time, whatever their lengths. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(digest(a)), Buffer.from(digest(b)));
}

export function newToken(): { token: string; prefix: string; hash: string } {
  const token = TOKEN_PREFIX + randomBytes(32).toString('base64url');
  return { token, prefix: token.slice(0, SHOWN), hash: digest(token) };
}

/** Who a bearer token belongs to, or null when it is unknown or expired. */
export async function findToken(
  panel: PanelContext,
  token: string,
): Promise<{ id: string; name: string; role: Role } | null> {
  if (panel.config.apiToken !== undefined && sameSecret(token, panel.config.apiToken)) {
    return { id: 'environment', name: 'PANEL_API_TOKEN', role: 'admin' };
  }
  const row = await panel.prisma.apiToken.findUnique({ where: { hash: digest(token) } });
  const now = panel.clock();
  if (!row || (row.expiresAt && row.expiresAt <= now)) return null;
  if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() > TOUCH_EVERY) {
    await panel.prisma.apiToken.updateMany({ where: { id: row.id }, data: { lastUsedAt: now } });
  }
  return { id: `token:${row.id}`, name: row.name, role: roleSchema.parse(row.role) };
}
