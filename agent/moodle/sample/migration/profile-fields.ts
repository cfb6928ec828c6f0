import type { CreateRow } from '../../../migration/import/create-rows.js';
import type { SampleSql } from '../sql.js';
import { RowRefused, type Creation } from './creation.js';

/** Of Moodle's own distribution. */
const datatypes = ['checkbox', 'datetime', 'menu', 'social', 'text', 'textarea'];

export function createProfileField({ sql }: Creation, row: CreateRow<'profilefields'>): number {
  if (!datatypes.includes(row.datatype))
    throw new RowRefused(`This site has no profile fields of the type "${row.datatype}".`);
  if (sql.first('user_info_field', { shortname: row.shortname }))
    throw new RowRefused('This short name is already in use');
  const categoryid = categoryOf(sql, row.category);
  const [param1, param2, param3, param4, param5] = row.params;
  return sql.insert('user_info_field', {
    shortname: row.shortname,
    name: row.name,
    datatype: row.datatype,
    description: row.description,
    descriptionformat: row.descriptionformat,
    categoryid,
    sortorder: sql.select('user_info_field', { categoryid }).length + 1,
    required: row.required ? 1 : 0,
    locked: row.locked ? 1 : 0,
    visible: row.visible,
    forceunique: row.forceunique ? 1 : 0,
    signup: row.signup ? 1 : 0,
    defaultdata: row.defaultdata,
    defaultdataformat: row.defaultdataformat,
    param1: param1 ?? null,
    param2: param2 ?? null,
    param3: param3 ?? null,
    param4: param4 ?? null,
    param5: param5 ?? null,
  });
}

function categoryOf(sql: SampleSql, name: string): number {
  const found = sql.first('user_info_category', { name });
  if (found) return found.id;
  return sql.insert('user_info_category', { name, sortorder: sql.select('user_info_category').length + 1 });
}
