/** One task that changes the site's code: its journal, its rounds, and what is said of it in the end. */
import type { ChangeReason, ChangeReport, ChangeStep } from '../../contract/agent/changes.js';
import type { AgentContext } from '../context.js';
import { TaskFailure, type TaskRun } from '../tasks/handler.js';
import { failureText, isShutdown, TaskStop } from '../tasks/stop-reason.js';
import { applyRound } from './apply-round.js';
import { changeSettings } from './change-settings.js';
import { saveIfPossible, type ChangePoint, type ChangeTools, type RoundEnd } from './change-tools.js';
import {
  boundWords,
  emptyJournal,
  journal,
  type ItemOutcome,
  type Journal,
  type RoundPlan,
} from './journal.js';
import { closeWindow } from './maintenance-window.js';
import { forgetDumps } from './database-safety.js';
import { resumeRound } from './resume-round.js';
import { StepLog } from './step-log.js';
import { chooseWorkspace, cleanWork, keptBy, sweepWork, Workspace, workspaceRoots } from './workspace.js';

/** Two interruptions may be bad luck; what kills the agent a third time is the change itself. */
const MOST_INTERRUPTIONS = 2;
/** With what may kill it before anything of the site is touched. */
const MOST_ATTEMPTS = 20;

const GIVEN_UP =
  'The agent was interrupted in the middle of this change again and again; the site was put back as it was. Look at the agent’s log before you order it again.';

/** What a test of crashes plugs in. */
export type Reached = (point: ChangePoint) => Promise<void>;

export class Change {
  readonly tools: ChangeTools & { workspace: Workspace };
  private rest = GIVEN_UP;

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
      save: () => {
        boundWords(journal);
        return run.checkpoint(journal);
      },
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
    if (run.lastCheckpoint !== null && !noted) {
      await change.#giveUpUnread();
      return change;
    }
    await sweepWork(context.site.config, run.id);
    if (noted) await change.#resume();
    return change;
  }

  /** Another version of the agent has noted something: the site may be half changed, so nothing more is done to it. */
  async #giveUpUnread(): Promise<void> {
    const { site, config } = this.context;
    const kept = await keptBy(site.config, this.run.id);
    this.journal.broken = [
      'What an attempt before has noted of this change cannot be read (has the agent been updated meanwhile?), so nothing more is done: the site may be half changed.',
      ...(kept.length > 0 ? [`Old code is kept in ${kept.map((each) => each.kept).join(', ')}.`] : []),
      `A dump of the database, if one was made, lies in ${config.databaseDump.folder}.`,
      'The site needs somebody now.',
    ].join(' ');
    for (const each of kept) await each.keepForGood();
  }

  async #resume(): Promise<void> {
    const { tools } = this;
    const { round } = this.journal;
    if (round === null) return closeWindow(tools);
    const end = await resumeRound(tools, round);
    if (end === null) {
      this.journal.interruptions += 1;
      this.findCode(round, 'before');
    } else this.settle(round, end);
    await tools.save();
  }

  /** False when nothing more may be tried. */
  get mayGoOn(): boolean {
    if (this.run.attempt > MOST_ATTEMPTS) return false;
    return this.journal.broken === null && this.journal.interruptions <= MOST_INTERRUPTIONS;
  }

  /**
   * Does the work. What it throws ends the task, unless a part of the order is done already: then the rest is left out,
   * and the task tells of both. Never with a round that is half done.
   * @throws what `work` throws; nothing of it is left on the disk then
   */
  async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { signal } = this.run;
      const begun = Object.values(this.journal.outcomes).some(({ status }) => status);
      if (isShutdown(signal) || !begun) {
        await cleanWork(this.context.site.config, this.run.id);
        throw error;
      }
      const { reason } = signal as { reason: unknown };
      const stopped = reason instanceof TaskStop ? reason.message : null;
      if (stopped === null)
        this.context.logger.error({ err: error, task_id: this.run.id }, 'a change stopped early');
      this.rest = stopped ?? failureText(error).text;
    }
  }

  /** What is said of items that nothing was done with. */
  get whyNot(): string {
    return this.journal.broken ?? this.rest;
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
    this.settle(plan, end);
    await saveIfPossible(this.tools);
    return end;
  }

  /** Notes how a round ended. Items of one that was taken back have no outcome yet: there may be another round. */
  private settle(plan: RoundPlan, end: RoundEnd): void {
    const { keys } = plan;
    if (end.kind === 'done') {
      for (const key of keys) this.succeed(key);
      this.findCode(plan, 'after');
    }
    if (end.kind === 'reverted') {
      this.findCode(plan, 'before');
      this.journal.reverted = true;
      this.journal.broken = null;
    }
    if (end.kind === 'broken') {
      this.journal.reverted = true;
      this.journal.broken = end.message;
    }
    if (end.kind !== 'done' && (keys.length === 1 || end.kind !== 'reverted'))
      for (const key of keys) this.fail(key, end.failure.step, endWords(end));
  }

  /** The agent may have been started while the other code lay there. */
  private findCode({ codeRoot }: RoundPlan, which: 'before' | 'after'): void {
    if (codeRoot !== undefined) this.context.site.config.codeRoot = codeRoot[which];
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
    boundWords(journal);
    if (journal.broken === null) {
      await closeWindow(tools);
      await forgetDumps(tools, null);
      await cleanWork(this.context.site.config, this.run.id);
    } else if (journal.root !== null) await tools.workspace.keepForGood();
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
