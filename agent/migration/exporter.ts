/** What an exporter brings; all of them are listed in `export/exporters.ts`. */
import type { EntityCounts, MigrationSettings } from '../../contract/agent/migration.js';
import type { AgentContext } from '../context.js';
import type { BridgeRun } from '../moodle/bridge-run.js';
import type { ExportWriter } from './format/export-file.js';
import type { SettingSpec } from './settings.js';

export interface ExportJob {
  context: AgentContext;
  /** Resolved: every setting of the exporter has a value. */
  settings: MigrationSettings;
  outline: boolean;
  /** For whom: what Moodle does is done in this user's name. */
  userId: number;
  out: ExportWriter;
  run: BridgeRun;
}

export interface Exporter {
  /** `tool_organisation\tool_wp\exporter\orgstructure` */
  readonly name: string;
  /** In the file's name: `organisation-structure-frameworks`. */
  readonly title: string;
  readonly settings: readonly SettingSpec[];
  /** Moodle capabilities that its user needs in the system context, all of them. */
  readonly capabilities: readonly string[];
  /** Further ones that some settings ask for. */
  capabilitiesFor?(settings: MigrationSettings): readonly string[];
  /** Whether with these settings nobody may but site administrators. */
  administratorFor?(settings: MigrationSettings): boolean;
  /** Whether this site has what it exports. */
  available(context: AgentContext): Promise<boolean>;
  /** What would be exported; quick. @throws SettingsRefused for an id that is not there */
  count(job: Pick<ExportJob, 'context' | 'settings'>): Promise<EntityCounts>;
  write(job: ExportJob): Promise<void>;
}
