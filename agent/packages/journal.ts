/**
 * What a change of the site has begun, written down before it is done: the next start of the agent goes on, or back, by
 * nothing else. Kept as the task's checkpoint.
 */
import { z } from 'zod';
import { changeFacts, changeReason, changeStep, changeStepReport } from '../../contract/agent/changes.js';
import type { DatabaseDump } from '../moodle/database/dump/dump.js';
import { versionRow } from '../moodle/database/version-rows.js';
import { swap } from './swap.js';

/** What became of one item: by the key under which it was ordered. */
export const itemOutcome = z.object({
  status: z.boolean(),
  component: z.string().nullable(),
  error: z.string().nullable(),
  ...changeFacts,
});
export type ItemOutcome = z.infer<typeof itemOutcome>;

const databaseDump: z.ZodType<DatabaseDump> = z.object({
  kind: z.enum(['mysql', 'postgresql', 'sqlite']),
  file: z.string(),
  size: z.int(),
  tables: z.array(z.string()),
});

/**
 * One pass of maintenance, swap, upgrade and check. A phase is noted before its work begins; up to `dumping` the site's
 * code and database are as they were, from `done` on the new ones stay.
 */
export const roundPhases = [
  'entering',
  'dumping',
  'swapping',
  'upgrading',
  'checking',
  'done',
  'reverting',
] as const;

export const roundPlan = z.object({
  /** Keys of the items. */
  keys: z.array(z.string()),
  swaps: z.array(swap),
  /** A component that Moodle is to forget before its folder goes. */
  uninstall: z.string().nullable(),
  /** Versions that the database must show afterwards, `core` among them; null for what must be gone. */
  expected: z.record(z.string(), z.string().nullable()),
  /** Where plugins lie with the old and with the new code; only where that changes (Moodle 5.1). */
  codeRoot: z.object({ before: z.string(), after: z.string() }).optional(),
});
export type RoundPlan = z.infer<typeof roundPlan>;

export const roundFailure = z.object({
  step: changeStep,
  message: z.string(),
  /** The component at fault, where that is known. */
  component: z.string().nullable(),
});
export type RoundFailure = z.infer<typeof roundFailure>;

export const round = roundPlan.extend({
  phase: z.enum(roundPhases),
  /** From then on the database may have changed. */
  upgradeBegan: z.boolean(),
  dump: databaseDump.nullable(),
  /** What the database said of versions before, for when there is no dump. */
  versions: z.array(versionRow),
  failure: roundFailure.nullable(),
});
export type Round = z.infer<typeof round>;

export const journal = z.object({
  /** Set while the maintenance mode is this task's own, or may be. */
  inMaintenance: z.boolean(),
  /** Unix milliseconds since when. */
  maintenanceSince: z.number().nullable(),
  maintenanceSeconds: z.number(),
  dumped: z.boolean(),
  round: round.nullable(),
  /** How many rounds there have been; each has paths of its own. */
  rounds: z.int(),
  /** Where the task works, see `workspace.ts`. */
  root: z.string().nullable(),
  /** How often the agent died in the middle of a round. */
  interruptions: z.int(),
  /** A round was taken back. */
  reverted: z.boolean(),
  /** What is left to do by hand, when a round could not be taken back. */
  broken: z.string().nullable(),
  /** What is known of each item, by its key, before it is done. */
  planned: z.record(z.string(), itemOutcome),
  outcomes: z.record(z.string(), itemOutcome),
  steps: z.array(changeStepReport),
  /** What speaks against the whole. */
  reasons: z.array(changeReason),
  warnings: z.array(changeReason),
});
export type Journal = z.infer<typeof journal>;

/** Characters of a reason that the contract takes. */
const MOST_WORDS = 2000;

/** Cuts what others have said to what the contract takes: a site may have much to say. */
export function boundWords({ reasons, warnings, planned, outcomes }: Journal): void {
  const items = [...Object.values(planned), ...Object.values(outcomes)];
  const lists = [reasons, warnings, ...items.flatMap((item) => [item.reasons ?? [], item.warnings ?? []])];
  for (const reason of lists.flat()) reason.message = reason.message.slice(0, MOST_WORDS);
}

export function emptyJournal(): Journal {
  return {
    inMaintenance: false,
    maintenanceSince: null,
    maintenanceSeconds: 0,
    dumped: false,
    round: null,
    rounds: 0,
    root: null,
    interruptions: 0,
    reverted: false,
    broken: null,
    planned: {},
    outcomes: {},
    steps: [],
    reasons: [],
    warnings: [],
  };
}
