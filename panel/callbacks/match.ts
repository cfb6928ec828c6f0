/** Finds the task that a result belongs to: by its job id; where the sender names none, by what cannot be mistaken. */
import type { Transaction } from '../db/database.js';
import type { Task } from '../db/generated/client.js';
import { isChangeType } from '../tasks/change-types.js';
import type { OrderedType } from '../tasks/outcome.js';
import { openStates } from '../tasks/states.js';

export interface CallbackFacts {
  instanceId: number;
  type: OrderedType;
  moodleJobId: number | null;
  courseId: number | null;
  backupId: number | null;
  link: string | null;
}

export type Match =
  | { kind: 'task'; task: Task }
  /** An order is on its way whose reply may name this job id. */
  | { kind: 'hold' }
  /** Nothing of this instance. */
  | { kind: 'none' }
  /** The form names nothing to match by. */
  | { kind: 'nameless' };

export async function matchTask(tx: Transaction, facts: CallbackFacts): Promise<Match> {
  return facts.moodleJobId === null ? matchByContent(tx, facts) : matchByJob(tx, facts, facts.moodleJobId);
}

async function matchByJob(tx: Transaction, facts: CallbackFacts, jobId: number): Promise<Match> {
  const { instanceId, type } = facts;
  const known = await findByJob(tx, instanceId, type, jobId);
  if (known) return { kind: 'task', task: known };
  // Locked: the reply that names the job id either is there afterwards, or will find what is held.
  const ordered = await tx.$queryRaw<{ id: number }[]>`
    SELECT "id" FROM "Task"
    WHERE "instanceId" = ${instanceId} AND "type" = ${type} AND "orderState" = 'unsent'
      AND "status" IN ('pending', 'running')
      AND (${facts.courseId}::int IS NULL OR "courseId" = ${facts.courseId}::int)
      AND (${facts.backupId}::int IS NULL OR "backupId" = ${facts.backupId}::int)
    FOR UPDATE`;
  if (ordered.length > 0) return { kind: 'hold' };
  const late = (await findByJob(tx, instanceId, type, jobId)) ?? (await findNameless(tx, instanceId, type));
  return late ? { kind: 'task', task: late } : { kind: 'none' };
}

/** A change of the site's code whose order was taken without its job id coming back; there is no other open one. */
async function findNameless(tx: Transaction, instanceId: number, type: OrderedType): Promise<Task | null> {
  if (!isChangeType(type)) return null;
  return tx.task.findFirst({ where: { instanceId, type, moodleJobId: null, status: { in: openStates } } });
}

/** An agent that lost its store counts from 1 again: of tasks with the same job id the open one is meant, or the last. */
async function findByJob(
  tx: Transaction,
  instanceId: number,
  type: OrderedType,
  moodleJobId: number,
): Promise<Task | null> {
  const where = { instanceId, type, moodleJobId };
  return (
    (await tx.task.findFirst({ where: { ...where, status: { in: openStates } }, orderBy: { id: 'desc' } })) ??
    (await tx.task.findFirst({ where, orderBy: { id: 'desc' } }))
  );
}

/**
 * The PHP plugin's callbacks: of one course there is one open backup at most, of one backup one open restore or
 * deletion; unique indexes see to it.
 */
async function matchByContent(tx: Transaction, facts: CallbackFacts): Promise<Match> {
  const { instanceId, type } = facts;
  if (isChangeType(type)) return { kind: 'nameless' };
  const where =
    type === 'backup_course'
      ? facts.courseId === null
        ? null
        : { instanceId, type, courseId: facts.courseId }
      : facts.backupId === null
        ? null
        : { instanceId, type, backupId: facts.backupId };
  if (where === null) return { kind: 'nameless' };
  const open = await tx.task.findFirst({ where: { ...where, status: { in: openStates } } });
  if (open) return { kind: 'task', task: open };
  // The same callback once more, or one that came after its task was given up: taken, without effect.
  const ended = await tx.task.findFirst({
    where: facts.link === null ? where : { ...where, backup: { link: facts.link } },
    orderBy: { id: 'desc' },
  });
  return ended ? { kind: 'task', task: ended } : { kind: 'none' };
}
