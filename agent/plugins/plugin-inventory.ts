/** The site's inventory, kept in memory until anything that it depends on changes. */
import type { Logger } from '../../runtime/logger.js';
import { BridgeError } from '../moodle/bridge.js';
import { codeState, watchedPaths } from '../moodle/inventory/code-state.js';
import { databaseState } from '../moodle/inventory/database-state.js';
import type { Inventory, SettingName } from '../moodle/inventory/inventory.js';
import type { Site } from '../moodle/site.js';
import { MoodleUnavailable } from '../moodle/unavailable.js';

/** Milliseconds after which Moodle is asked again anyway: a language file may have changed, which nothing shows. */
const MAX_AGE = 10 * 60_000;
/** Milliseconds by which the clock of a file server may differ. */
const CLOCK_SKEW = 2_000;

interface State {
  database: string;
  /** Null when the agent cannot see the code, or does not know yet what to look at. */
  code: string | null;
  newest: number;
}

interface Kept {
  inventory: Inventory;
  state: State;
  since: number;
}

export class PluginInventory {
  #kept: Kept | undefined;
  #paths: readonly string[] | undefined;
  /** The question that is on its way, and what the site was like when it was asked. */
  #asking: { state: State; answer: Promise<Inventory> } | undefined;
  readonly #secrets = new WeakMap<Inventory, Promise<SettingName[]>>();

  constructor(
    private readonly site: Site,
    private readonly logger: Logger,
    private readonly clock: () => Date,
  ) {}

  /**
   * The inventory as it is now.
   * @throws MoodleUnavailable, BridgeError `unavailable` or `aborted`
   */
  async read(): Promise<Inventory> {
    const state = await this.#state();
    const kept = this.#kept;
    if (kept && same(kept.state, state) && this.#now() - kept.since < MAX_AGE) return kept.inventory;
    if (this.#asking && same(this.#asking.state, state)) return this.#asking.answer;
    const asking = { state, answer: this.#ask(state) };
    this.#asking = asking;
    try {
      return await asking.answer;
    } finally {
      if (this.#asking === asking) this.#asking = undefined;
    }
  }

  /**
   * The settings that Moodle treats as passwords, asked once for each inventory.
   * @throws MoodleUnavailable, BridgeError `unavailable` or `aborted`
   */
  async secretSettings(inventory: Inventory): Promise<SettingName[]> {
    let answer = this.#secrets.get(inventory);
    if (!answer) {
      answer = this.#moodle('secretSettings');
      this.#secrets.set(inventory, answer);
      answer.catch(() => this.#secrets.delete(inventory));
    }
    return answer;
  }

  async #ask(before: State): Promise<Inventory> {
    const began = this.#now();
    const inventory = await this.#moodle('inventory');
    this.#paths = watchedPaths(this.site.config, inventory);
    const after = await this.#state();
    // What changed while Moodle was answering may be in the answer or not, so such an answer is not kept.
    const still =
      after.code !== null &&
      after.database === before.database &&
      (after.code === before.code || after.newest < began - CLOCK_SKEW);
    this.#kept = still ? { inventory, state: after, since: began } : undefined;
    return inventory;
  }

  async #state(): Promise<State> {
    const [database, code] = await Promise.all([
      databaseState(this.site),
      this.#paths && codeState(this.site.config, this.#paths),
    ]);
    return { database, code: code?.text ?? null, newest: code?.newest ?? 0 };
  }

  /** For a reader it is all the same why Moodle cannot answer; the operator finds Moodle's own words in the log. */
  async #moodle<K extends 'inventory' | 'secretSettings'>(
    question: K,
  ): Promise<Awaited<ReturnType<Site['bridge'][K]>>> {
    try {
      return (await this.site.bridge[question]()) as Awaited<ReturnType<Site['bridge'][K]>>;
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error;
      this.logger.error({ err: error, output: error.output }, 'Moodle could not say which plugins it has');
      if (error.kind === 'unavailable' || error.kind === 'aborted') throw error;
      throw new MoodleUnavailable(error.message, { cause: error });
    }
  }

  #now(): number {
    return this.clock().getTime();
  }
}

function same(a: State, b: State): boolean {
  return a.database === b.database && a.code === b.code;
}
