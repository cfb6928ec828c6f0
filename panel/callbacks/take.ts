/** Takes a proven callback once: finds its task, ends it, and keeps the answer for when the same delivery comes again. */
import { createHash, randomUUID } from 'node:crypto';
import type { PanelContext } from '../context.js';
import { Prisma } from '../db/generated/client.js';
import { recordChanges } from '../events/record.js';
import { ProblemError } from '../http/problem-error.js';
import { applyInside } from '../tasks/apply.js';
import { sealHeld } from '../tasks/held.js';
import type { Outcome } from '../tasks/outcome.js';
import { matchTask, type CallbackFacts } from './match.js';

export interface Answer {
  status: number;
  body: { status: true; message: string };
}

export interface Delivery extends CallbackFacts {
  /** Null from a sender that names none; it is then known by nothing but its task. */
  deliveryId: string | null;
  body: Buffer;
  outcome: Outcome;
}

const answers = {
  applied: { status: 200, body: { status: true, message: 'Taken.' } },
  known: { status: 200, body: { status: true, message: 'Known already.' } },
  held: { status: 202, body: { status: true, message: 'Kept until its order is answered.' } },
} as const satisfies Record<string, Answer>;

/**
 * @throws ProblemError 404 when nothing of this instance fits, 422 when the body names nothing to match by or comes
 * under the id of another delivery
 */
export async function takeCallback(panel: PanelContext, delivery: Delivery): Promise<Answer> {
  const digest = createHash('sha256').update(delivery.body).digest('hex');
  const deliveryId = delivery.deliveryId ?? `unsigned:${randomUUID()}`;
  const earlier = await storedAnswer(panel, delivery.instanceId, deliveryId, digest);
  if (earlier) return earlier;
  try {
    return await takeOnce(panel, delivery, deliveryId, digest);
  } catch (error) {
    // The same delivery at the same moment: the other one was first.
    const lost = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
    const answer = lost ? await storedAnswer(panel, delivery.instanceId, deliveryId, digest) : null;
    if (answer) return answer;
    throw error;
  }
}

async function takeOnce(
  panel: PanelContext,
  delivery: Delivery,
  deliveryId: string,
  digest: string,
): Promise<Answer> {
  const { instanceId, type, moodleJobId, outcome } = delivery;
  return panel.prisma.$transaction(async (tx) => {
    const row = await tx.callback.create({
      data: {
        instanceId,
        deliveryId,
        type,
        moodleJobId,
        digest,
        status: 0,
        answer: {},
        receivedAt: panel.clock(),
      },
    });
    const match = await matchTask(tx, delivery);
    if (match.kind === 'none')
      throw new ProblemError(404, 'Not found', { detail: 'This site has no such task.' });
    if (match.kind === 'nameless') {
      throw new ProblemError(422, 'Nothing to match by', {
        detail: 'The body names neither moodle_job_id nor its course or backup.',
      });
    }
    const changes =
      match.kind === 'task'
        ? await applyInside(panel, tx, match.task.id, outcome, 'callback', 'unknown')
        : null;
    const answer: Answer =
      match.kind === 'hold' ? answers.held : changes === null ? answers.known : answers.applied;
    await tx.callback.update({
      where: { id: row.id },
      data: {
        status: answer.status,
        answer: answer.body,
        sealedHeld: match.kind === 'hold' ? sealHeld(panel, outcome) : null,
      },
    });
    await recordChanges(tx, changes ?? []);
    return answer;
  });
}

async function storedAnswer(
  panel: PanelContext,
  instanceId: number,
  deliveryId: string,
  digest: string,
): Promise<Answer | null> {
  const row = await panel.prisma.callback.findUnique({
    where: { instanceId_deliveryId: { instanceId, deliveryId } },
  });
  if (!row) return null;
  if (row.digest !== digest) {
    throw new ProblemError(422, 'Another delivery', {
      detail: 'This delivery id was used for another body.',
    });
  }
  return { status: row.status, body: row.answer as Answer['body'] };
}
