/** The first start of a panel makes its first operator. */
import { randomBytes } from 'node:crypto';
import { hashPassword } from 'better-auth/crypto';
import type { Prisma } from '../db/database.js';

export interface FirstOperator {
  email: string;
  /** In clear, to be shown once. */
  password: string;
}

/** Any number, the same in every panel: of several that start at once one makes the operator. */
const FIRST_OPERATOR_LOCK = 7_315_002;

/**
 * Makes an administrator while there is no user at all.
 * @returns null when there was one already
 */
export async function ensureFirstOperator(
  prisma: Prisma,
  wanted: { email: string; password?: string },
): Promise<FirstOperator | null> {
  if ((await prisma.user.count()) > 0) return null;
  const password = wanted.password ?? randomBytes(12).toString('base64url');
  const hash = await hashPassword(password);
  return prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(${FIRST_OPERATOR_LOCK})::text`;
    if ((await tx.user.count()) > 0) return null;
    const id = randomBytes(16).toString('hex');
    await tx.user.create({
      data: { id, name: 'Administrator', email: wanted.email, emailVerified: true, role: 'admin' },
    });
    await tx.account.create({
      data: {
        id: randomBytes(16).toString('hex'),
        accountId: id,
        providerId: 'credential',
        userId: id,
        password: hash,
      },
    });
    return { email: wanted.email, password };
  });
}
