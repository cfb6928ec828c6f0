/** One task that changes the site's code: its journal, its rounds, and what is said of it in the end. */
import type { ChangeReason, ChangeReport, ChangeStep } from '../../contract/agent/changes.js';
import type { AgentContext } from '../context.js';
import { TaskFailure, type TaskRun } from '../tasks/handler.js';
import { applyRound } from './apply-round.js';
import { changeSettings } from './change-settings.js';
import type { ChangePoint, ChangeTools, RoundEnd } from './change-tools.js';
import { emptyJournal, journal, type ItemOutcome, type Journal, type RoundPlan } from './journal.js';
import { closeWindow } from './maintenance-window.js';
import { resumeRound } from './resume-round.js';
import { StepLog } from './step-log.js';
import { chooseWorkspace, sweepWork, Workspace, workspaceRoots } from './workspace.js';

/** Two interruptions may be bad luck; what kills the agent a third time is the change itself. */
const MOST_INTERRUPTIONS = 2;

/** What a test of crashes plugs in. */
export type Reached = (point: ChangePoint) => Promise<void>;

export class Change {
  readonly tools: ChangeTools & { workspace: Workspace };

  private constructor(
    readonly context: AgentContext,
    readonly run: TaskRun<unknown>,
    reached: Reached,
    readonly journal: Journal,
  ) {
    const root = journal.root ?? workspaceRoots(context.site.config)[0]!;
    this.tools = {
      taskId: run.id,
      site: context.site,
      logger: context.logger,
      run,
      clock: context.clock,
      journal,
      save: () => run.checkpoint(journal),
      steps: new StepLog(run, context.clock, journal.steps),
      workspace: new Workspace(root, run.id),
      options: changeSettings(context.config),
      reached,
    };
  }

  /** Opens the task's change; what an earlier attempt has begun is brought to an end first. */
  static async open(context: AgentContext, run: TaskRun<unknown>, reached: Reached): Promise<Change> {
    const noted = journal.safeParse(run.lastCheckpoint).data;
    const change = new Change(context, run, reached, noted ?? emptyJournal());
    await sweepWork(context.site.config, run.id);
    if (noted) await change.#resume();
    return change;
  }

  async #resume(): Promise<void> {
    const { tools } = this;
    const { round } = this.journal;
    if (round === null) return closeWindow(tools);
    const end = await resumeRound(tools, round);
    if (end === null) this.journal.interruptions += 1;
    else this.settle(round.keys, end);
    await tools.save();
  }

  /** False when nothing more may be tried. */
  get mayGoOn(): boolean {
    return this.journal.broken === null && this.journal.interruptions <= MOST_INTERRUPTIONS;
  }

  /**
   * Finds a place to work from which one can rename into all these folders.
   * @returns the reason when there is none
   */
  async settleIn(folders: readonly string[]): Promise<ChangeReason | null> {
    const found = await chooseWorkspace(this.context.site.config, folders, this.run.id);
    if (!(found instanceof Workspace)) return found;
    this.tools.workspace = found;
    this.journal.root = found.root;
    return null;
  }

  /** A number for the paths of a new round. */
  nextRound(): number {
    this.journal.rounds += 1;
    return this.journal.rounds;
  }

  /** Carries a round out and writes down what became of its items. */
  async round(plan: RoundPlan): Promise<RoundEnd> {
    const end = await applyRound(this.tools, plan);
    this.settle(plan.keys, end);
    await this.tools.save();
    return end;
  }

  /** Notes how a round ended. Items of one that was taken back have no outcome yet: there may be another round. */
  private settle(keys: readonly string[], end: RoundEnd): void {
    if (end.kind === 'done') for (const key of keys) this.succeed(key);
    if (end.kind === 'reverted') this.journal.reverted = true;
    if (end.kind === 'broken') {
      this.journal.reverted = true;
      this.journal.broken = end.message;
    }
    if (end.kind !== 'done' && (keys.length === 1 || end.kind !== 'reverted'))
      for (const key of keys) this.fail(key, end.failure.step, endWords(end));
  }

  /** What is known of an item before anything is done with it. */
  plan(key: string, facts: Partial<ItemOutcome>): void {
    const before = this.journal.planned[key];
    this.journal.planned[key] = { ...blank, ...before, ...facts };
  }

  succeed(key: string): void {
    this.journal.outcomes[key] = { ...blank, ...this.journal.planned[key], status: true, error: null };
  }

  fail(key: string, step: ChangeStep, reasons: string | readonly ChangeReason[]): void {
    const list = typeof reasons === 'string' ? [{ code: 'failed', message: reasons.slice(-2000) }] : reasons;
    this.journal.outcomes[key] = {
      ...blank,
      ...this.journal.planned[key],
      status: false,
      step,
      error: list
        .map(({ message }) => message)
        .join(' ')
        .slice(-4000),
      reasons: [...list],
    };
  }

  isSettled(key: string): boolean {
    return key in this.journal.outcomes;
  }

  /** Cleans up and says how it all ended. */
  async close(dryRun: boolean): Promise<ChangeReport> {
    const { journal, tools } = this;
    if (journal.broken === null) {
      await closeWindow(tools);
      await tools.workspace.clean();
    } else await tools.workspace.keepForGood();
    const outcomes = Object.values(journal.outcomes);
    const done = outcomes.some(({ status }) => status) && (!dryRun || outcomes.every(({ status }) => status));
    return {
      dry_run: dryRun,
      outcome: journal.broken !== null ? 'broken' : done ? 'done' : journal.reverted ? 'reverted' : 'refused',
      steps: journal.steps,
      maintenance_seconds: Math.round(journal.maintenanceSeconds * 100) / 100,
      database_dump: journal.dumped,
      reasons: journal.reasons,
      warnings: journal.warnings,
    };
  }
}

const blank: ItemOutcome = { status: false, component: null, error: null };

/** What an operator is told of a round that did not succeed. */
export function endWords(end: Exclude<RoundEnd, { kind: 'done' }>): string {
  const { failure } = end;
  switch (end.kind) {
    case 'refused':
      return `${failure.message} Nothing of the site was changed.`;
    case 'reverted':
      return `Failed at "${failure.step}": ${failure.message}\nThe site was put back as it was.`;
    case 'broken':
      return `Failed at "${failure.step}": ${failure.message}\n${end.message}`;
  }
}

/** Ends a task: as failed when anything of it failed, with what became of each part all the same. */
export function endTask<R extends object>(
  result: R,
  failed: string | null,
  message: string,
): { result: R; message: string } {
  if (failed !== null) throw new TaskFailure(failed.slice(0, 4000), result as Record<string, unknown>);
  return { result, message };
}
