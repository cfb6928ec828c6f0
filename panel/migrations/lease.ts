/**
 * A step of a migration, or of one of its targets, belongs to who holds the row's lease; what another writes meanwhile
 * counts for nothing.
 */
import type { PanelContext } from '../context.js';
import type { Transaction } from '../db/database.js';
import type { Prisma } from '../db/generated/client.js';
import { recordChanges } from '../events/record.js';
import { PIECE_TIMEOUT } from '../agents/upload-client.js';

/** Milliseconds for which a claimed row is its process's; it is renewed before each piece of a transfer. */
export const LEASE = PIECE_TIMEOUT + 50_000;

/** Milliseconds between two events that only tell of progress. */
const PROGRESS_EVERY = 1000;

export interface Claimed {
  kind: 'migration' | 'target';
  id: number;
  migrationId: number;
  leaseToken: string;
}

type MigrationData = Prisma.MigrationUncheckedUpdateManyInput;
type TargetData = Prisma.MigrationTargetUncheckedUpdateManyInput;

const released = { leaseToken: null, leaseUntil: null };
/** What a success says of the failures before it. */
export const well = { failures: 0, failingSince: null };

/** @returns false when the row is another's by now; nothing was written then */
async function write(tx: Transaction, claimed: Claimed, data: MigrationData | TargetData): Promise<boolean> {
  const where = { id: claimed.id, leaseToken: claimed.leaseToken };
  const { count } =
    claimed.kind === 'migration'
      ? await tx.migration.updateMany({ where, data: data as MigrationData })
      : await tx.migrationTarget.updateMany({ where, data: data as TargetData });
  return count > 0;
}

/**
 * Ends a step with what came of it, if it still is this process's.
 * @param alongside what else changes in the same transaction
 */
export async function endStep(
  panel: PanelContext,
  claimed: Claimed,
  data: MigrationData | TargetData,
  alongside: (tx: Transaction) => Promise<unknown> = () => Promise.resolve(),
): Promise<void> {
  await panel.prisma.$transaction(async (tx) => {
    if (!(await write(tx, claimed, { ...data, ...released }))) return;
    await alongside(tx);
    await recordChanges(tx, [{ type: 'migration.updated', id: claimed.migrationId }]);
  });
}

/** Ends a step in which nothing has moved but the time of the next look; pages need not be told. */
export async function endLook(
  panel: PanelContext,
  claimed: Claimed,
  data: MigrationData | TargetData,
): Promise<void> {
  await write(panel.prisma, claimed, { ...data, ...released });
}

/**
 * Writes down what must stand before the next exchange, and renews the lease.
 * @throws LeaseLost
 */
export async function note(
  panel: PanelContext,
  claimed: Claimed,
  data: MigrationData | TargetData,
): Promise<void> {
  const leaseUntil = new Date(panel.clock().getTime() + LEASE);
  if (!(await write(panel.prisma, claimed, { ...data, leaseUntil }))) throw new LeaseLost();
}

const told = new WeakMap<PanelContext, Map<number, number>>();

/** Notes how far a transfer has come; pages are told of one migration once a second at most, whatever its targets do. */
export async function noteProgress(panel: PanelContext, claimed: Claimed, data: TargetData): Promise<void> {
  await note(panel, claimed, data);
  const times = told.get(panel) ?? new Map<number, number>();
  told.set(panel, times);
  const now = panel.clock().getTime();
  if (now - (times.get(claimed.migrationId) ?? 0) < PROGRESS_EVERY) return;
  times.set(claimed.migrationId, now);
  // Of many migrations over months only the last few matter.
  if (times.size > 200) times.delete([...times.keys()][0] ?? 0);
  await panel.prisma.$transaction((tx) =>
    recordChanges(tx, [{ type: 'migration.updated', id: claimed.migrationId }]),
  );
}

/** Another process has the row by now; what this one was at is the other's. */
export class LeaseLost extends Error {}
