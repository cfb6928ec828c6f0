/** What an importer brings; all of them are listed in `import/importers.ts`. */
import type { EntityKind, ImportOutcome, MigrationSettings } from '../../contract/agent/migration.js';
import type { AgentContext } from '../context.js';
import type { BridgeRun } from '../moodle/bridge-run.js';
import type { EntityRow } from './format/entities.js';
import type { ExportFile } from './format/export-file.js';
import type { SettingSpec } from './settings.js';

/** What became of one row; see `importLogEntry` of the contract. */
export interface ImportEntry {
  line: number;
  outcome: ImportOutcome;
  name: string;
  sourceId: number | null;
  targetId: number | null;
  message: string;
}

/** Which entity here stands for which of the source. Kept over imports, so that the next one knows what this one made. */
export interface IdMap {
  get(kind: EntityKind, sourceId: number): Promise<number | null>;
  set(kind: EntityKind, pairs: readonly { sourceId: number; targetId: number }[]): Promise<void>;
}

export interface ImportJob {
  context: AgentContext;
  settings: MigrationSettings;
  dryRun: boolean;
  userId: number;
  ids: IdMap;
  run: BridgeRun;
  /** A folder of this import's own; gone when it has ended. */
  folder: string;
  /** Writes what became of rows, and counts it; a row told twice (after a restart) counts once. */
  report(kind: EntityKind, entries: readonly ImportEntry[]): Promise<void>;
  /** Lines of a kind that an earlier attempt has told of already. */
  reported(kind: EntityKind): Promise<ReadonlySet<number>>;
}

/** Brings in the rows of one kind out of an export file. */
export interface KindImporter<K extends EntityKind = EntityKind> {
  readonly kind: K;
  readonly settings: readonly SettingSpec[];
  /** Moodle capabilities that its user needs in the system context, all of them. */
  readonly capabilities: readonly string[];
  import(
    rows: AsyncIterable<{ line: number; row: EntityRow<K> }>,
    job: ImportJob,
    file: ExportFile,
  ): Promise<void>;
}

/** A file that was uploaded, before it is known what it is. */
export interface ImportSource {
  /** Absolute. */
  path: string;
  /** As it was uploaded: of a CSV it names the new framework. */
  name: string;
}

/** An importer of another kind of file than an export: a CSV. */
export interface FileImporter {
  /** `tool_organisation\tool_wp\importer\positions_csv` */
  readonly name: string;
  readonly capabilities: readonly string[];
  /** Its settings before there is a file. */
  readonly offered: readonly SettingSpec[];
  /** Whether it can be meant; looks at the name and the beginning of the file. */
  accepts(source: ImportSource): Promise<boolean>;
  /**
   * The settings that will apply, in the order in which they are shown.
   * @throws SettingsRefused for an unknown setting, a bad value, a column that is not there
   */
  settings(source: ImportSource, given: MigrationSettings, context: AgentContext): Promise<MigrationSettings>;
  import(source: ImportSource, job: ImportJob): Promise<void>;
}
