import type { CreateRow } from '../../../migration/import/create-rows.js';
import { RowRefused, type Creation } from './creation.js';

export function createCohort(creation: Creation, row: CreateRow<'cohorts'>): number {
  return creation.sql.insert('cohort', {
    contextid: creation.context(creation.id(row.category)),
    name: row.name,
    idnumber: row.idnumber,
    description: row.description,
    descriptionformat: row.descriptionformat,
    visible: row.visible ? 1 : 0,
    // The sample has no plugin that keeps cohorts.
    component: '',
    theme: '',
    timecreated: creation.time,
    timemodified: creation.time,
  });
}

export function createMember({ sql, time }: Creation, row: CreateRow<'cohortmembers'>): null {
  if (!sql.first('cohort', { id: row.cohort })) throw new RowRefused('The cohort is not there any more.');
  if (!sql.first('user', { id: row.user, deleted: 0 }))
    throw new RowRefused('The user is not there any more.');
  if (!sql.first('cohort_members', { cohortid: row.cohort, userid: row.user })) {
    sql.insert('cohort_members', { cohortid: row.cohort, userid: row.user, timeadded: time });
  }
  return null;
}
