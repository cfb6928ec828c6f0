import type { SettingDescription } from '../../../../contract/agent/migration.js';
import type { Fault, MigrationValues } from './migration-form.js';

/** What each page of the wizard gets. */
export interface WizardForm {
  values: MigrationValues;
  faults: Partial<Record<Fault, string>>;
  change: (changes: Partial<MigrationValues>) => void;
}

/** The settings of the exporter and the importer of what is moved. */
export interface WizardSpecs {
  export: SettingDescription[];
  import: SettingDescription[];
}
