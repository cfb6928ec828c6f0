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
  | {
      outcome: 'begin';
      /** The same when the work is begun again after a failure, another one for the same id a day later. */
      requestId: string;
    }
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
  /** Forgets a request that was refused, so that it may be sent again, also with another body. */
  abandon(id: string): Promise<void>;
  /** Gives up a request in which the agent failed: told again, it goes on with what it had made. */
  release(id: string): Promise<void>;
  /** Removes what is older than a day. */
  prune(): Promise<void>;
}

const requestId = (id: string, createdAt: Date) => `${id}@${createdAt.getTime()}`;

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
          return { outcome: 'begin', requestId: requestId(id, fresh.createdAt) };
        }
        if (row.bodyDigest !== fresh.bodyDigest) return { outcome: 'mismatch' };
        if (row.status !== null && row.sealedReply !== null) {
          const body: unknown = JSON.parse(seal.open(PURPOSE, row.sealedReply));
          return { outcome: 'repeat', reply: { status: row.status, body } };
        }
        if (row.runId === runId) return { outcome: 'busy' };
        await tx.idempotentReply.update({ where: { id }, data: { runId } });
        return { outcome: 'begin', requestId: requestId(id, row.createdAt) };
      });
    },
    async finish(id, reply) {
      const sealedReply = seal.seal(PURPOSE, JSON.stringify(reply.body));
      await prisma.idempotentReply.update({ where: { id }, data: { status: reply.status, sealedReply } });
    },
    async abandon(id) {
      await prisma.idempotentReply.deleteMany({ where: { id, status: null } });
    },
    async release(id) {
      await prisma.idempotentReply.updateMany({ where: { id, status: null }, data: { runId: '' } });
    },
    async prune() {
      const before = new Date(clock().getTime() - KEEP);
      await prisma.idempotentReply.deleteMany({ where: { createdAt: { lt: before } } });
    },
  };
}
