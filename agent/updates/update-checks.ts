/** Asks Moodle for updates, at somebody's wish and once a day by itself. */
import type { Logger } from '../../runtime/logger.js';
import { BridgeError } from '../moodle/bridge.js';
import { readMaintenance } from '../moodle/maintenance.js';
import { pluginSettings } from '../moodle/reads/settings.js';
import type { Site } from '../moodle/site.js';
import { UpdateCheckFailed } from './update-check-failed.js';

const HOUR = 60 * 60;
const DAY = 24 * HOUR;

export class UpdateChecks {
  /** The check that is on its way, for everybody who asks meanwhile. */
  #asking: Promise<string | null> | undefined;

  constructor(
    private readonly site: Site,
    private readonly logger: Logger,
    private readonly clock: () => Date,
  ) {}

  /**
   * Asks the update service now.
   * @returns unix seconds of the check as text
   * @throws UpdateCheckFailed with the words of Moodle's checker, BridgeError `unavailable` or `aborted`
   */
  check(): Promise<string | null> {
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  /**
   * One pass: asks when the last check, whoever made it, is older than a day. What fails is logged and tried again by the
   * next pass. A site in maintenance is left alone: its code or its database may be changing just now.
   * @returns whether the service was asked and answered
   */
  async checkIfDue(): Promise<boolean> {
    try {
      if (!(await this.#isDue()) || (await readMaintenance(this.site.config)).on) return false;
      await this.check();
      return true;
    } catch (err) {
      this.logger.warn({ err }, 'the site could not look for updates; tried again in an hour');
      return false;
    }
  }

  async #isDue(): Promise<boolean> {
    const { recentfetch } = await pluginSettings(this.site, 'core_plugin', ['recentfetch']);
    const age = this.clock().getTime() / 1000 - Number(recentfetch ?? 0);
    // A time to come was noted by a clock that was wrong.
    return !(age < DAY && age > -HOUR);
  }

  async #ask(): Promise<string | null> {
    try {
      return await this.site.bridge.checkUpdates();
    } catch (error) {
      if (error instanceof BridgeError && error.kind === 'moodle') {
        throw new UpdateCheckFailed(error.message, { cause: error });
      }
      throw error;
    }
  }
}
