/** What the wizard asks, and the request that it makes of it. */
import type { MigrationSettings, SettingDescription } from '../../../../contract/agent/migration.js';
import type {
  MigrationChoices,
  MigrationCreate,
  MigrationWhat,
} from '../../../../contract/panel/migrations.js';
import { changedSettings, nothingChosen } from './setting-values.js';

export interface SiteRef {
  id: number;
  name: string;
}

export interface MigrationValues {
  name: string;
  source: SiteRef | null;
  what: MigrationWhat;
  /** Only what somebody has touched; the rest has its default. */
  exportSettings: MigrationSettings;
  targets: SiteRef[];
  importSettings: MigrationSettings;
}

export type Fault = 'source' | 'what' | 'ids' | 'targets';

export const emptyMigration: MigrationValues = {
  name: '',
  source: null,
  what: 'courses',
  exportSettings: {},
  targets: [],
  importSettings: {},
};

type Side = MigrationChoices['exporters'];

/** The settings of one exporter or importer; empty where there is none such. */
export const settingsFor = (side: Side | undefined, what: MigrationWhat): SettingDescription[] =>
  side?.find((each) => each.what === what)?.settings ?? [];

/** Why a step cannot be left yet, by field; empty where it can. @param exporters what the source can export */
export function faultsOf(
  step: number,
  values: MigrationValues,
  exporters: Side | undefined,
): Partial<Record<Fault, string>> {
  if (step === 0) {
    if (!values.source) return { source: 'Choose the site to take from' };
    if (!exporters?.some(({ what }) => what === values.what)) {
      return { what: 'Choose something that this site can export' };
    }
    return nothingChosen(settingsFor(exporters, values.what), values.exportSettings)
      ? { ids: 'Choose at least one, or take all' }
      : {};
  }
  if (step === 1) return values.targets.length === 0 ? { targets: 'Choose at least one site' } : {};
  return {};
}

/** Such as `Courses from North School to 3 sites`. @param what in words */
export function defaultName({ source, targets }: MigrationValues, what: string): string {
  const to = targets.length === 1 ? targets[0]?.name : `${targets.length} sites`;
  return `${what} from ${source?.name ?? '?'} to ${to}`.slice(0, 200);
}

export function toBody(
  values: MigrationValues,
  specs: { export: SettingDescription[]; import: SettingDescription[] },
  dryRun: boolean,
): MigrationCreate {
  const name = values.name.trim();
  return {
    ...(name ? { name } : {}),
    what: values.what,
    source_id: values.source?.id ?? 0,
    target_ids: values.targets.map(({ id }) => id),
    export_settings: changedSettings(specs.export, values.exportSettings),
    import_settings: changedSettings(specs.import, values.importSettings),
    dry_run: dryRun,
  };
}

/** Ids out of an address, such as `3,17`. */
export const readIds = (text: string | null): number[] =>
  (text ?? '')
    .split(',')
    .map(Number)
    .filter((id) => Number.isSafeInteger(id) && id > 0);
