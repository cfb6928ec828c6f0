import type { MoodleDatabase, MoodleRow } from '../../../moodle/database/database.js';
import type { Exporter, ExportJob } from '../../exporter.js';
import type { EntityRow } from '../../format/entities.js';
import { chosenIds, instanceSettings } from '../reading/chosen.js';
import { flagOf, intOf, intOrNull, textOf, textOrNull } from '../reading/values.js';

/** Moodle's `base::TYPE_CUSTOM_REPORT`; the others belong to pages of Moodle itself. */
const CUSTOM = '0';

async function existing(database: MoodleDatabase, ids: readonly number[]): Promise<number[]> {
  const rows = await database.db
    .selectFrom('reportbuilder_report')
    .select('id')
    .where('type', '=', CUSTOM)
    .where('id', 'in', ids.map(String))
    .execute();
  return rows.map((row) => intOf(row.id));
}

async function chosen({ context, settings }: Pick<ExportJob, 'context' | 'settings'>): Promise<number[]> {
  const { database } = context.site;
  const ids = await chosenIds(database, settings, 'select_reports', existing);
  if (ids !== null) return ids;
  const query = database.db.selectFrom('reportbuilder_report').select('id').where('type', '=', CUSTOM);
  return (await query.orderBy('id').execute()).map((row) => intOf(row.id));
}

async function partsOf(
  database: MoodleDatabase,
  table: string,
  order: string,
  id: number,
): Promise<MoodleRow[]> {
  const query = database.db.selectFrom(table).selectAll().where('reportid', '=', String(id));
  return (await query.orderBy(order).orderBy('id').execute()) as MoodleRow[];
}

async function* reportRows(
  database: MoodleDatabase,
  ids: readonly number[],
): AsyncGenerator<EntityRow<'reports'>> {
  for (const id of ids) {
    const query = database.db.selectFrom('reportbuilder_report').selectAll().where('id', '=', String(id));
    const row = (await query.executeTakeFirst()) as MoodleRow | undefined;
    // Deleted meanwhile.
    if (row === undefined) continue;
    const columns = await partsOf(database, 'reportbuilder_column', 'columnorder', id);
    const filters = await partsOf(database, 'reportbuilder_filter', 'filterorder', id);
    yield {
      id,
      name: textOf(row.name),
      source: textOf(row.source),
      uniquerows: flagOf(row.uniquerows),
      conditiondata: textOrNull(row.conditiondata),
      settingsdata: textOrNull(row.settingsdata),
      columns: columns.map((column) => ({
        uniqueidentifier: textOf(column.uniqueidentifier),
        aggregation: textOrNull(column.aggregation),
        heading: textOrNull(column.heading),
        columnorder: intOf(column.columnorder),
        sortenabled: flagOf(column.sortenabled),
        sortdirection: intOrNull(column.sortdirection),
        sortorder: intOrNull(column.sortorder),
      })),
      filters: filters.map((filter) => ({
        uniqueidentifier: textOf(filter.uniqueidentifier),
        heading: textOrNull(filter.heading),
        iscondition: flagOf(filter.iscondition),
        filterorder: intOf(filter.filterorder),
      })),
    };
  }
}

/** Reports of Moodle's report builder with columns, conditions and filters; without their audiences, who differ by site. */
export const customReportsExporter: Exporter = {
  name: 'tool_reportbuilder\\tool_wp\\exporter\\customreports',
  title: 'custom-reports',
  settings: instanceSettings('select_reports', 'custom reports'),
  // Moodle before 4.3 has no capability only to see them all.
  capabilities: ['moodle/reportbuilder:editall'],
  available: async ({ site }) => (await site.database.columns('reportbuilder_report')).length > 0,
  count: async (job) => ({ reports: (await chosen(job)).length }),
  async write(job) {
    job.run.progress(0, 'Custom reports');
    await job.out.rows('reports', reportRows(job.context.site.database, await chosen(job)));
  },
};
