/** First answers to requests that carry an Idempotency-Key, kept for a day. */
import type { PrismaClient } from './generated/client.js';
import type { Seal } from './seal.js';

/** Milliseconds for which an answer is repeated. */
const KEEP = 24 * 60 * 60 * 1000;
const PURPOSE = 'idempotent-reply';

export interface KeptReply {
  status: number;
  body: unknown;
}

export type IdempotentStart =
  /** Nobody asked this before, or the process that was asked died: do the work. */
  | { outcome: 'begin' }
  /** Answered before. */
  | { outcome: 'repeat'; reply: KeptReply }
  /** The first request is being worked on. */
  | { outcome: 'busy' }
  /** The key was used for another body. */
  | { outcome: 'mismatch' };

export interface IdempotentReplies {
  /** @param id tells the request: key of the API, method, path and Idempotency-Key */
  begin(id: string, body: string): Promise<IdempotentStart>;
  finish(id: string, reply: KeptReply): Promise<void>;
  /** Forgets a request that started nothing, so that it may be sent again. */
  abandon(id: string): Promise<void>;
  /** Removes what is older than a day. */
  prune(): Promise<void>;
}

export function idempotentReplies(
  prisma: PrismaClient,
  seal: Seal,
  runId: string,
  clock: () => Date,
): IdempotentReplies {
  return {
    async begin(id, body) {
      const fresh = { bodyDigest: seal.digest(body), runId, createdAt: clock() };
      return prisma.$transaction(async (tx): Promise<IdempotentStart> => {
        const row = await tx.idempotentReply.findUnique({ where: { id } });
        if (row === null || clock().getTime() - row.createdAt.getTime() > KEEP) {
          await tx.idempotentReply.upsert({
            where: { id },
            create: { id, ...fresh },
            update: { ...fresh, status: null, sealedReply: null },
          });
          return { outcome: 'begin' };
        }
        if (row.bodyDigest !== fresh.bodyDigest) return { outcome: 'mismatch' };
        if (row.status !== null && row.sealedReply !== null) {
          const body: unknown = JSON.parse(seal.open(PURPOSE, row.sealedReply));
          return { outcome: 'repeat', reply: { status: row.status, body } };
        }
        if (row.runId === runId) return { outcome: 'busy' };
        await tx.idempotentReply.update({ where: { id }, data: { runId } });
        return { outcome: 'begin' };
      });
    },
    async finish(id, reply) {
      const sealedReply = seal.seal(PURPOSE, JSON.stringify(reply.body));
      await prisma.idempotentReply.update({ where: { id }, data: { status: reply.status, sealedReply } });
    },
    async abandon(id) {
      await prisma.idempotentReply.deleteMany({ where: { id, status: null } });
    },
    async prune() {
      const before = new Date(clock().getTime() - KEEP);
      await prisma.idempotentReply.deleteMany({ where: { createdAt: { lt: before } } });
    },
  };
}
