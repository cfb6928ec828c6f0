/** Attempts at a change that die at a chosen moment, as at a kill: what the agent knew is gone, what it had noted stays. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentContext } from '../../context.js';
import type { TaskRun } from '../../tasks/handler.js';
import type { Reached } from '../change.js';
import type { ChangePoint } from '../change-tools.js';
import { codeOf, databaseOf } from './site-state.js';

type Carry<P, R> = (context: AgentContext, run: TaskRun<P>, reached: Reached) => Promise<R>;

/** The journal is written before this is asked, or not at all when it throws. */
export type OnSave = (n: number) => void;

export class Attempts<P, R> {
  readonly lines: string[] = [];
  readonly points: ChangePoint[] = [];
  private noted: string | null = null;
  private saves = 0;
  private count = 0;
  readonly controller = new AbortController();

  constructor(
    private readonly context: AgentContext,
    private readonly id: number,
    private readonly payload: P,
    private readonly carry: Carry<P, R>,
  ) {}

  /** Runs one to its end. `at` is told each point, and may break things there. */
  whole(at: Reached = async () => undefined, onSave: OnSave = () => undefined): Promise<R> {
    this.count += 1;
    const run: TaskRun<P> = {
      id: this.id,
      payload: this.payload,
      attempt: this.count,
      lastCheckpoint: this.noted === null ? null : (JSON.parse(this.noted) as unknown),
      signal: this.controller.signal,
      progress: () => undefined,
      log: (line) => void this.lines.push(line),
      checkpoint: async (data) => {
        onSave((this.saves += 1));
        this.noted = JSON.stringify(data);
      },
    };
    return this.carry(this.context, run, async (point) => {
      this.points.push(point);
      await at(point);
    });
  }

  /** @returns false when it ended without having come to the point so often */
  async killedAt(point: ChangePoint, nth = 1): Promise<boolean> {
    let left = nth;
    return new Promise<boolean>((resolve, reject) => {
      this.whole(async (name) => {
        if (name !== point || (left -= 1) > 0) return;
        resolve(true);
        await new Promise(() => undefined);
      }).then(() => resolve(false), reject);
    });
  }

  /** What an attempt before has noted, in another form. */
  note(data: unknown): void {
    this.noted = JSON.stringify(data);
  }
}

/** Everything of the site and of the agent's work beside it, as an outsider finds it. */
export async function lookAt(context: AgentContext) {
  const { site, config } = context;
  const list = (folder: string) => (existsSync(folder) ? readdirSync(folder) : []);
  return {
    code: await codeOf(site),
    database: await databaseOf(site),
    maintenance: existsSync(join(site.config.dataroot, 'climaintenance.html')),
    work: list(join(site.config.dataroot, 'moopanel_packages/work')),
    dumps: list(config.databaseDump.folder),
    pages: (await site.bridge.pages(AbortSignal.timeout(60_000))).map(({ problem }) => problem),
    pending: (await site.bridge.upgradeState()).pending,
  };
}
