/** What Moodle's upgrade writes into the database. */
import type { SampleSql } from '../sql.js';
import type { PhpStep } from './php-steps.js';

const ERROR = 2;

export class UpgradeRows {
  constructor(
    readonly sql: SampleSql,
    /** Unix seconds. */
    private readonly now: number,
  ) {}

  version(component: string): string | null {
    const row = this.sql.first('config_plugins', { plugin: component, name: 'version' });
    return row ? String(row.value) : null;
  }

  setting(plugin: string | null, name: string, value: string): void {
    const [table, where] =
      plugin === null ? (['config', { name }] as const) : (['config_plugins', { plugin, name }] as const);
    if (this.sql.update(table, where, { value }) === 0) this.sql.insert(table, { ...where, value });
  }

  /** The rows of types that have a table of their own. */
  register(type: string, name: string): void {
    const table = { mod: 'modules', block: 'block' }[type];
    if (table && !this.sql.first(table, { name })) this.sql.insert(table, { name, visible: 1 });
  }

  log(plugin: string, target: string, info: string, error?: { details: string }): void {
    this.sql.insert('upgrade_log', {
      type: error ? ERROR : 0,
      plugin,
      version: plugin === 'core' ? this.coreVersion() : this.version(plugin),
      targetversion: target,
      info,
      details: error?.details ?? null,
      // On the command line nobody is logged in.
      userid: 0,
      timemodified: this.now,
    });
  }

  /** Does the steps of a script until one throws. @returns what is thrown, or null */
  play(
    steps: readonly PhpStep[],
    savepoint: (version: string) => void,
  ): (PhpStep & { kind: 'throw' }) | null {
    for (const step of steps) {
      if (step.kind === 'throw') return step;
      if (step.kind === 'savepoint') savepoint(step.version);
      else this.setting(step.plugin, step.name, step.value);
    }
    return null;
  }

  private coreVersion(): string | null {
    const row = this.sql.first('config', { name: 'version' });
    return row ? String(row.value) : null;
  }
}
