/** Sessions, passwords and their cookies, by better-auth on the panel's own database. */
import { betterAuth } from 'better-auth/minimal';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import type { Prisma } from '../db/database.js';

export interface AuthOptions {
  prisma: Prisma;
  /** Signs the cookies. */
  secret: string;
  /** As browsers see the panel; with https the cookies are for https only. */
  panelUrl: string;
}

export type Auth = ReturnType<typeof createAuth>;

const DAY = 86_400;

export function createAuth({ prisma, secret, panelUrl }: AuthOptions) {
  return betterAuth({
    appName: 'MooPanel',
    baseURL: panelUrl,
    secret,
    telemetry: { enabled: false },
    database: prismaAdapter(prisma, { provider: 'postgresql', transaction: true }),
    emailAndPassword: { enabled: true, minPasswordLength: 8, maxPasswordLength: 256 },
    user: { additionalFields: { role: { type: 'string', input: false, defaultValue: 'viewer' } } },
    session: { expiresIn: 7 * DAY, updateAge: DAY },
    // Throttling is ours (throttle.ts): by account too, and common to all processes.
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: 'moopanel',
      useSecureCookies: panelUrl.startsWith('https:'),
      defaultCookieAttributes: { sameSite: 'strict', httpOnly: true, path: '/' },
      // The address is set by auth/routes.ts after the proxy rules; no header of the client decides.
      ipAddress: { ipAddressHeaders: ['x-moopanel-client-ip'] },
    },
    logger: { disabled: true },
  });
}
