/** Bringing in what another site had, through Moodle's own functions: a part of the bridge. */
import type { BridgeRun } from './bridge-run.js';

/** Kinds that Moodle itself makes; courses are made by `restoreNewCourse`, the organisation lives in the agent's store. */
export const creatableKinds = [
  'profilefields',
  'coursecategories',
  'users',
  'cohorts',
  'cohortmembers',
  'reports',
  'certificates',
] as const;
export type CreatableKind = (typeof creatableKinds)[number];

/** What became of one row. */
export interface CreatedRow {
  /** The row's own `line`. */
  line: number;
  /** Null where it failed, and of kinds without ids. */
  id: number | null;
  /** Moodle's own words; null where it was made. */
  error: string | null;
}

export interface MigrationBridge {
  /**
   * Makes entities of one kind in one transaction: all that Moodle takes, or, when something breaks, none. A row that Moodle
   * refuses is answered with its error and keeps no other from being made.
   *
   * `file` holds JSON objects, one a line, as `agent/migration/import/create-rows.ts` describes them for each kind: every
   * reference is an id of this site, or, where it leads to a row of the same file, that row's `line`.
   * @throws BridgeError `moodle`, `aborted`, `unavailable`; then nothing was made
   */
  createEntities(
    request: { kind: CreatableKind; file: string; userId: number },
    run: BridgeRun,
  ): Promise<CreatedRow[]>;
}
