/** The keys that open the agent's API. The store knows only their SHA-256: right for 256 random bits, which nobody guesses. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { PrismaClient } from './generated/client.js';

export interface VerifiedKey {
  id: number;
  /** Null for a key that never expires. */
  expiresAt: Date | null;
  expired: boolean;
}

export interface ApiKeys {
  /** Lets a key in (in clear text); one that is known keeps its expiry. */
  ensure(key: string): Promise<void>;
  /** Lets this key in and throws out all others: the end of a rotation. */
  only(key: string): Promise<void>;
  /** Null when no such key is known. Takes the same time whatever was presented. */
  verify(presented: string): Promise<VerifiedKey | null>;
  /** @throws Error when the key is gone */
  setExpiry(id: number, expiresAt: Date | null): Promise<void>;
}

const hash = (key: string) => createHash('sha256').update(key).digest('hex');

export function apiKeys(prisma: PrismaClient, clock: () => Date): ApiKeys {
  return {
    async ensure(key) {
      const row = { hash: hash(key), createdAt: clock() };
      await prisma.apiKey.upsert({ where: { hash: row.hash }, create: row, update: {} });
    },
    async only(key) {
      await this.ensure(key);
      await prisma.apiKey.deleteMany({ where: { hash: { not: hash(key) } } });
    },
    async verify(presented) {
      const given = Buffer.from(hash(presented), 'hex');
      let found: VerifiedKey | null = null;
      for (const row of await prisma.apiKey.findMany()) {
        if (!timingSafeEqual(Buffer.from(row.hash, 'hex'), given)) continue;
        const expired = row.expiresAt !== null && row.expiresAt <= clock();
        found = { id: row.id, expiresAt: row.expiresAt, expired };
      }
      return found;
    },
    async setExpiry(id, expiresAt) {
      await prisma.apiKey.update({ where: { id }, data: { expiresAt } });
    },
  };
}
