/**
 * The settings of the CSV importers, by Workplace's names and in the order in which it shows them: which column is what
 * (`csvmapping:`), what stands for an empty cell (`csvdefault:`), and which framework the rows go into.
 */
import type { MigrationSettings } from '../../../contract/agent/migration.js';
import type { OrgFrameworkKind } from '../../../contract/agent/organisation.js';
import { resolveSettings, SettingsRefused, type SettingSpec } from '../../migration/settings.js';
import type { Store } from '../units.js';
import { columnFor, type CsvHeader, type Field } from './header.js';

const managerFields = ['globalmanager', 'departmentmanager'] as const;
const textFields = ['name', 'idnumber', 'description', 'descriptionformat'] as const;
/** Moodle's FORMAT_ constants. */
export const textFormats = ['0', '1', '2', '4'] as const;

/** @param header of the file; without one, as they are before a file is known */
export function csvSettings(kind: OrgFrameworkKind, header: CsvHeader): SettingSpec[] {
  const mapping = (field: Field, description: string): SettingSpec => ({
    name: `csvmapping:${field}`,
    kind: 'text',
    default: columnFor(field, header),
    description: `The column of ${description}; empty for none.`,
  });
  const descriptions: Readonly<Record<Field, string>> = {
    name: 'names',
    idnumber: 'id numbers',
    description: 'descriptions',
    descriptionformat: 'the format of descriptions',
    parentid: `the ${kind} above`,
    globalmanager: 'whether a position leads everybody below it (0, 1, yes, no)',
    departmentmanager: 'whether a position leads its department (0, 1, yes, no)',
  };
  const map = (field: Field) => mapping(field, descriptions[field]);
  return [
    {
      name: 'target_framework',
      kind: 'choice',
      choices: ['new', 'existing'],
      default: 'new',
      description: 'Into a framework of the name of the file, or into the one of "select_framework".',
    },
    {
      name: 'hierarchy',
      kind: 'choice',
      choices: ['selected', 'none'],
      default: 'selected',
      description: 'As the column of parents says, or all at the top.',
    },
    {
      name: 'identifier',
      kind: 'choice',
      choices: ['idnumber', 'name'],
      default: columnFor('idnumber', header) === '' && columnFor('name', header) !== '' ? 'name' : 'idnumber',
      description: 'What the column of parents holds.',
    },
    ...textFields.map(map),
    {
      name: 'csvdefault:descriptionformat',
      kind: 'choice',
      choices: [...textFormats],
      default: '1',
      description: "Moodle's format of descriptions where no column says it; 1 is HTML.",
    },
    map('parentid'),
    ...(kind === 'position' ? managerFields.map(map) : []),
    {
      name: 'select_framework',
      kind: 'number',
      default: null,
      description: 'Id of the framework, for an existing one.',
    },
  ];
}

/** Settings, read. */
export interface CsvChoice {
  /** Null for a new one. */
  frameworkId: number | null;
  hierarchy: boolean;
  identifier: 'idnumber' | 'name';
  /** Position of each field's column among the cells; undefined without one. */
  columns: Partial<Record<Field, number>>;
  descriptionFormat: number;
}

/**
 * The settings that apply to a file.
 * @throws SettingsRefused as `resolveSettings`, and for what does not fit the file or the store
 */
export async function resolveCsvSettings(
  kind: OrgFrameworkKind,
  header: CsvHeader,
  given: MigrationSettings,
  store: Store,
): Promise<{ settings: MigrationSettings; choice: CsvChoice }> {
  const settings = resolveSettings(csvSettings(kind, header), given);
  const columns = mappedColumns(settings, header);
  const existing = settings.target_framework === 'existing';
  const frameworkId = existing ? Number(settings.select_framework) : null;
  if (frameworkId !== null && (await store.orgFramework.count({ where: { id: frameworkId, kind } })) === 0)
    throw new SettingsRefused(
      `The setting "select_framework" must be the id of a framework of ${kind}s, for "target_framework" is "existing".`,
    );
  const choice: CsvChoice = {
    frameworkId,
    hierarchy: settings.hierarchy === 'selected',
    identifier: settings.identifier as CsvChoice['identifier'],
    columns,
    descriptionFormat: Number(settings['csvdefault:descriptionformat']),
  };
  if (columns.name === undefined)
    throw new SettingsRefused('The setting "csvmapping:name" must name a column.');
  if (choice.hierarchy && columns.parentid !== undefined && columns[choice.identifier] === undefined)
    throw new SettingsRefused(
      'Parents are told by their id number, but "csvmapping:idnumber" names no column: map one, or set "identifier" to "name".',
    );
  return { settings, choice };
}

function mappedColumns(settings: MigrationSettings, { columns }: CsvHeader): CsvChoice['columns'] {
  const mapped: CsvChoice['columns'] = {};
  for (const [setting, column] of Object.entries(settings)) {
    if (!setting.startsWith('csvmapping:') || column === '') continue;
    const at = columns.indexOf(String(column));
    if (at < 0) {
      const there = columns.filter((name) => name !== '').join(', ');
      throw new SettingsRefused(
        `The setting "${setting}" names no column of the file: "${String(column)}". Choose from: ${there}`,
      );
    }
    mapped[setting.slice('csvmapping:'.length) as Field] = at;
  }
  return mapped;
}
