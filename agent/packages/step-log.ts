/** The steps of a change, each with how long it took and how it ended: for the log, the progress and the report. */
import type { ChangeStep, ChangeStepReport } from '../../contract/agent/changes.js';
import type { BridgeRun } from '../moodle/bridge.js';

/** How much of the whole is done when a step begins. */
const begins: Record<ChangeStep, number> = {
  resolve: 0,
  download: 0.02,
  verify: 0.25,
  inspect: 0.27,
  preflight: 0.32,
  stage: 0.36,
  maintenance: 0.42,
  dump: 0.43,
  swap: 0.5,
  upgrade: 0.52,
  check: 0.9,
  revert: 0.92,
  finish: 0.97,
};
const MAX_TEXT = 8000;
/** Characters that the long words of all steps may take together: the panel takes a megabyte. */
const MAX_TOGETHER = 200_000;
const SHORT_TEXT = 300;

export class StepLog {
  constructor(
    private readonly run: BridgeRun,
    private readonly clock: () => Date,
    /** Those of an attempt before; new ones are added to it. */
    readonly steps: ChangeStepReport[],
  ) {}

  /**
   * Does a step and writes down how it ended. What `work` returns as text is the step's message.
   * @throws what `work` throws, noted as the step's failure
   */
  async step<T>(step: ChangeStep, work: () => Promise<T>, words: (result: T) => string): Promise<T> {
    this.run.progress(begins[step], titles[step]);
    const began = this.clock();
    try {
      const result = await work();
      this.note(step, 'ok', words(result), began);
      return result;
    } catch (error) {
      this.note(step, 'failed', error instanceof Error ? error.message : String(error), began);
      throw error;
    }
  }

  note(step: ChangeStep, status: ChangeStepReport['status'], message: string, began = this.clock()): void {
    const seconds = Math.max(0, (this.clock().getTime() - began.getTime()) / 1000);
    const said = this.steps.reduce((sum, each) => sum + each.message.length, 0);
    const most = said + message.length > MAX_TOGETHER ? SHORT_TEXT : MAX_TEXT;
    this.steps.push({
      step,
      status,
      started_at: Math.floor(began.getTime() / 1000),
      seconds: Math.round(seconds * 100) / 100,
      message: message.slice(-most),
    });
    this.run.log(`${titles[step]}: ${status === 'ok' ? '' : `${status}. `}${message}`.trim());
  }
}

const titles: Record<ChangeStep, string> = {
  resolve: 'Looking at the site',
  download: 'Downloading',
  verify: 'Verifying',
  inspect: 'Inspecting',
  preflight: 'Checking the site before the change',
  stage: 'Unpacking beside the site',
  maintenance: 'Maintenance mode',
  dump: 'Backing up the database',
  swap: 'Swapping folders',
  upgrade: 'Moodle’s own upgrade',
  check: 'Checking the site',
  finish: 'Finishing',
  revert: 'Going back',
};
