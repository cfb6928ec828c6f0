/** Frameworks with their departments or positions. */
import type { EntityCounts, MigrationSettings } from '../../../contract/agent/migration.js';
import type { OrgFrameworkKind } from '../../../contract/agent/organisation.js';
import type { Exporter, ExportJob } from '../../migration/exporter.js';
import { SettingsRefused, type SettingSpec } from '../../migration/settings.js';
import { readFrameworks, readUnits, type Store, type StoredFramework, type StoredUnit } from '../units.js';
import type { EntityRow } from '../../migration/format/entities.js';

const settings: readonly SettingSpec[] = [
  {
    name: 'export_instances',
    kind: 'choice',
    choices: ['all', 'positions', 'departments'],
    default: 'all',
    description: 'Whether positions, departments or both are exported.',
  },
  {
    name: 'select_frameworks',
    kind: 'ids',
    default: [],
    description: 'Ids of the frameworks to export; all where none is named.',
  },
];

const kindOf = { positions: 'position', departments: 'department' } as const;

/** @throws SettingsRefused for a framework that is not there, or not of the kind that is exported */
async function chosen(store: Store, given: MigrationSettings): Promise<StoredFramework[]> {
  const kind = kindOf[given.export_instances as keyof typeof kindOf] as OrgFrameworkKind | undefined;
  const frameworks = await readFrameworks(store, kind);
  const ids = given.select_frameworks as number[];
  const missing = ids.find((id) => !frameworks.some((framework) => framework.id === id));
  if (missing !== undefined) {
    const what = kind === undefined ? 'framework' : `framework of ${kind}s`;
    throw new SettingsRefused(`The setting "select_frameworks" names ${missing}: there is no such ${what}.`);
  }
  return ids.length === 0 ? frameworks : frameworks.filter(({ id }) => ids.includes(id));
}

const base = (unit: StoredUnit) => ({
  id: unit.id,
  framework: unit.frameworkId,
  parent: unit.parentId,
  name: unit.name,
  idnumber: unit.idnumber,
  description: unit.description,
  descriptionformat: unit.descriptionFormat,
});
const position = (unit: StoredUnit): EntityRow<'positions'> => ({
  ...base(unit),
  globalmanager: unit.globalManager,
  departmentmanager: unit.departmentManager,
});

export const orgstructureExporter: Exporter = {
  name: 'tool_organisation\\tool_wp\\exporter\\orgstructure',
  title: 'organisation-structure-frameworks',
  settings,
  capabilities: ['moodle/site:configview'],
  available: async () => true,

  async count({ context, settings }) {
    const { prisma } = context.store;
    const counts: EntityCounts = {};
    const frameworks = await chosen(prisma, settings);
    for (const kind of ['department', 'position'] as const) {
      const ids = frameworks.filter((framework) => framework.kind === kind).map(({ id }) => id);
      if (settings.export_instances !== 'all' && kindOf[settings.export_instances as 'positions'] !== kind)
        continue;
      counts[`${kind}frameworks`] = ids.length;
      counts[`${kind}s`] = await prisma.orgUnit.count({ where: { frameworkId: { in: ids } } });
    }
    return counts;
  },

  async write({ context, settings, out, run }: ExportJob) {
    const { prisma } = context.store;
    const frameworks = await chosen(prisma, settings);
    for (const [done, { id, kind, name, idnumber }] of frameworks.entries()) {
      run.signal.throwIfAborted();
      const units = await readUnits(prisma, id);
      const framework = [{ id, name, idnumber }];
      if (kind === 'department') {
        await out.rows('departmentframeworks', framework);
        await out.rows('departments', units.map(base));
      } else {
        await out.rows('positionframeworks', framework);
        await out.rows('positions', units.map(position));
      }
      run.progress((done + 1) / frameworks.length, `Exported the framework ${name}.`);
    }
  },
};
