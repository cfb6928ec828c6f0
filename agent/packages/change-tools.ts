/** What every part of a change is given. */
import type { Logger } from '../../runtime/logger.js';
import type { DumpSettings } from '../moodle/database/dump/dump-plan.js';
import type { Site } from '../moodle/site.js';
import type { BridgeRun } from '../moodle/bridge.js';
import type { Journal, RoundFailure } from './journal.js';
import type { StepLog } from './step-log.js';
import type { Workspace } from './workspace.js';

/** Moments at which a test may end the process; the work that the word names has just been done or noted. */
export type ChangePoint =
  | 'downloaded'
  | 'staged'
  | 'noted-maintenance'
  | 'in-maintenance'
  | 'dumped'
  | 'noted-swap'
  | 'swapped-one'
  | 'swapped'
  | 'noted-upgrade'
  | 'upgraded'
  | 'noted-check'
  | 'left-maintenance'
  | 'checked'
  | 'noted-done'
  | 'noted-revert'
  | 'swapped-back'
  | 'database-back';

export interface ChangeTools {
  readonly taskId: number;
  readonly site: Site;
  readonly logger: Logger;
  readonly run: BridgeRun;
  readonly clock: () => Date;
  readonly journal: Journal;
  /** The journal is on disk when it resolves. */
  save(): Promise<void>;
  readonly steps: StepLog;
  readonly workspace: Workspace;
  readonly options: ChangeSettings;
  /** Nothing outside of tests. */
  reached(point: ChangePoint): Promise<void>;
}

export interface ChangeSettings {
  readonly databaseDump: DumpSettings & { folder: string };
  /** Run after folders were swapped, so that a web server that never looks at its files again does; null for none. */
  reloadCommand: readonly string[] | null;
  /** Seconds that Moodle's own upgrade may take. */
  upgradeTimeout: number;
}

/**
 * Saves the journal where nothing better can be done than to go on without: the way to a whole site must not end at the
 * agent's own store.
 * @returns whether it is on disk
 */
export async function saveIfPossible({ save, logger, taskId }: ChangeTools): Promise<boolean> {
  return save().then(
    () => true,
    (err: unknown) => {
      logger.error({ err, task_id: taskId }, 'the journal of a change could not be written');
      return false;
    },
  );
}

/** A step of a round that failed. */
export class StepFailed extends Error {
  constructor(readonly failure: RoundFailure) {
    super(failure.message);
    this.name = 'StepFailed';
  }
}

/** How a round ended. */
export type RoundEnd =
  | { kind: 'done' }
  /** Nothing was touched. */
  | { kind: 'refused'; failure: RoundFailure }
  /** As before. */
  | { kind: 'reverted'; failure: RoundFailure }
  /** Going back did not succeed; `message` says what is left to do by hand. */
  | { kind: 'broken'; failure: RoundFailure; message: string };
