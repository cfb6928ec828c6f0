import type { CreateRow } from '../../../migration/import/create-rows.js';
import { RowRefused, type Creation } from './creation.js';

/** What the sample can report on, of those that Moodle 4.5 has. */
const sources = [
  'core_admin\\reportbuilder\\datasource\\config_changes',
  'core_badges\\reportbuilder\\datasource\\badges',
  'core_badges\\reportbuilder\\datasource\\users',
  'core_cohort\\reportbuilder\\datasource\\cohorts',
  'core_course\\reportbuilder\\datasource\\categories',
  'core_course\\reportbuilder\\datasource\\courses',
  'core_course\\reportbuilder\\datasource\\participants',
  'core_group\\reportbuilder\\datasource\\groups',
  'core_role\\reportbuilder\\datasource\\roles',
  'core_user\\reportbuilder\\datasource\\users',
];
/** `SORT_ASC` of PHP. */
const ascending = 4;

export function createReport(creation: Creation, row: CreateRow<'reports'>): number {
  const { sql, userId, time } = creation;
  if (!sources.includes(row.source.replace(/^\\/, '')))
    throw new RowRefused(`This site has no reports of "${row.source}".`);
  const made = { usercreated: userId, usermodified: userId, timecreated: time, timemodified: time };
  const reportid = sql.insert('reportbuilder_report', {
    ...made,
    name: row.name,
    source: row.source,
    uniquerows: row.uniquerows ? 1 : 0,
    conditiondata: row.conditiondata,
    settingsdata: row.settingsdata,
    contextid: creation.context(null),
  });
  for (const { sortenabled, sortdirection, ...column } of row.columns) {
    sql.insert('reportbuilder_column', {
      ...made,
      ...column,
      reportid,
      sortenabled: sortenabled ? 1 : 0,
      sortdirection: sortdirection ?? ascending,
    });
  }
  for (const { iscondition, ...filter } of row.filters) {
    sql.insert('reportbuilder_filter', { ...made, ...filter, reportid, iscondition: iscondition ? 1 : 0 });
  }
  return reportid;
}
