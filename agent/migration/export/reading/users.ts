/** Users with their profile fields; the guest and deleted ones are never among them. */
import { sql } from 'kysely';
import type { MoodleDatabase, MoodleRow } from '../../../moodle/database/database.js';
import { coreSettings } from '../../../moodle/reads/settings.js';
import type { Site } from '../../../moodle/site.js';
import type { EntityRow } from '../../format/entities.js';
import { chunked } from '../../import/chunked.js';
import { IDS_AT_ONCE, portions } from './chosen.js';
import { flagOf, intOf, textOf, textOrNull, type Rows } from './values.js';

/** Columns of `user` that are somebody's own, as far as a version of Moodle has them. */
const ownColumns = [
  'emailstop',
  'phone1',
  'phone2',
  'institution',
  'department',
  'address',
  'city',
  'country',
  'lang',
  'calendartype',
  'timezone',
  'description',
  'descriptionformat',
  'mailformat',
  'maildigest',
  'maildisplay',
  'autosubscribe',
  'trackforums',
  'imagealt',
  'lastnamephonetic',
  'firstnamephonetic',
  'middlename',
  'alternatename',
  'moodlenetprofile',
] as const;

export interface UserChoice {
  /** Null for all. */
  ids: readonly number[] | null;
  /** Whether suspended ones are among them. */
  suspended: boolean;
}

const base = [
  'id',
  'username',
  'email',
  'idnumber',
  'auth',
  'firstname',
  'lastname',
  'suspended',
  'confirmed',
];

/** Everybody who may be exported, before columns are chosen. */
async function realUsers(site: Site, suspended: boolean) {
  const { siteguest } = await coreSettings(site, ['siteguest']);
  let query = site.database.db.selectFrom('user').where('deleted', '=', '0').where('username', '<>', 'guest');
  if (siteguest !== undefined) query = query.where('id', '<>', siteguest);
  return suspended ? query : query.where('suspended', '=', '0');
}

/** Those of the ids that may be exported. */
export async function existingUsers(site: Site, ids: readonly number[]): Promise<number[]> {
  const query = await realUsers(site, true);
  const rows = await query.select('id').where('id', 'in', ids.map(String)).execute();
  return rows.map((row) => intOf(row.id));
}

export async function countUsers(site: Site, { ids, suspended }: UserChoice): Promise<number> {
  let total = 0;
  for (const some of ids === null ? [null] : portions(ids)) {
    let query = await realUsers(site, suspended);
    if (some !== null) query = query.where('id', 'in', some.map(String));
    const row = await query.select((q) => q.fn.countAll().as('n')).executeTakeFirst();
    total += Number(row?.n ?? 0);
  }
  return total;
}

/** @param passwords whether Moodle's own hashes go along */
export async function* userRows(
  site: Site,
  choice: UserChoice,
  passwords: boolean,
): AsyncGenerator<EntityRow<'users'>> {
  const { database } = site;
  const present = await database.columns('user');
  const own = ownColumns.filter((name) => present.includes(name));
  const columns = [...base, ...own, ...(passwords ? ['password'] : [])];
  for (const some of choice.ids === null ? [null] : portions(choice.ids)) {
    let query = (await realUsers(site, choice.suspended)).select(columns).orderBy('id');
    if (some !== null) query = query.where('id', 'in', some.map(String));
    for await (const users of chunked(database.stream(query) as Rows, IDS_AT_ONCE)) {
      const profiles = await profilesOf(
        database,
        users.map((user) => textOf(user.id)),
      );
      for (const user of users) yield userRow(user, own, profiles.get(intOf(user.id)) ?? {});
    }
  }
}

function userRow(
  row: MoodleRow,
  own: readonly string[],
  profile: Record<string, string>,
): EntityRow<'users'> {
  const fields = own.flatMap((name) => {
    const value = row[name];
    return value === null || value === undefined || value === '' ? [] : [[name, value] as const];
  });
  return {
    id: intOf(row.id),
    username: textOf(row.username),
    email: textOf(row.email),
    idnumber: textOf(row.idnumber),
    auth: textOf(row.auth),
    firstname: textOf(row.firstname),
    lastname: textOf(row.lastname),
    suspended: flagOf(row.suspended),
    confirmed: flagOf(row.confirmed),
    password: textOrNull(row.password),
    fields: Object.fromEntries(fields),
    profile,
  };
}

async function profilesOf(
  database: MoodleDatabase,
  ids: readonly string[],
): Promise<Map<number, Record<string, string>>> {
  const rows = await database.db
    .selectFrom('user_info_data as d')
    .innerJoin('user_info_field as f', 'f.id', 'd.fieldid')
    .select(['d.userid as userid', 'f.shortname as shortname', 'd.data as data'])
    .where('d.userid', 'in', ids)
    .orderBy('f.id')
    .execute();
  const profiles = new Map<number, Record<string, string>>();
  for (const row of rows) {
    const id = intOf(row.userid);
    const profile = profiles.get(id) ?? {};
    // A name that objects have of their own would be refused by every reader.
    if (!/^(__proto__|constructor|prototype)$/.test(textOf(row.shortname)))
      profile[textOf(row.shortname)] = textOf(row.data);
    profiles.set(id, profile);
  }
  return profiles;
}

/** Profile fields in the order of their categories. */
export async function profileFieldRows(database: MoodleDatabase): Promise<EntityRow<'profilefields'>[]> {
  const rows = await database.db
    .selectFrom('user_info_field as f')
    .leftJoin('user_info_category as c', 'c.id', 'f.categoryid')
    .selectAll('f')
    .select('c.name as categoryname')
    .orderBy(sql.ref('c.sortorder'))
    .orderBy(sql.ref('f.sortorder'))
    .orderBy(sql.ref('f.id'))
    .execute();
  return (rows as MoodleRow[]).map((row) => ({
    id: intOf(row.id),
    shortname: textOf(row.shortname),
    name: textOf(row.name),
    datatype: textOf(row.datatype),
    category: textOf(row.categoryname),
    description: textOf(row.description),
    descriptionformat: intOf(row.descriptionformat),
    required: flagOf(row.required),
    locked: flagOf(row.locked),
    visible: intOf(row.visible),
    forceunique: flagOf(row.forceunique),
    signup: flagOf(row.signup),
    defaultdata: textOf(row.defaultdata),
    defaultdataformat: intOf(row.defaultdataformat),
    params: [1, 2, 3, 4, 5].map((n) => textOrNull(row[`param${n}`])),
  }));
}

export async function countProfileFields({ database }: Site): Promise<number> {
  const row = await database.db
    .selectFrom('user_info_field')
    .select((q) => q.fn.countAll().as('n'))
    .executeTakeFirst();
  return Number(row?.n ?? 0);
}
