import type { CreateRow } from '../../../migration/import/create-rows.js';
import { addContext, contextLevel } from '../course/context.js';
import { tables } from '../schema/schema.js';
import { RowRefused, type Creation } from './creation.js';

/** What Moodle keeps in the place of a hash where nobody can sign in with a password: AUTH_PASSWORD_NOT_CACHED. */
const noPassword = 'not cached';
/** Of Moodle's own distribution, those that the sample's people use. */
const methods = ['manual', 'email', 'oauth2', 'ldap', 'nologin'];
const userColumns = new Set(tables.get('user')!.map(({ name }) => name));

export function createUser(creation: Creation, row: CreateRow<'users'>): number {
  const { sql, time } = creation;
  const username = row.username.toLowerCase();
  if (username.trim() === '') throw new RowRefused('The username cannot be blank');
  if (!methods.includes(row.auth))
    throw new RowRefused(`This site has no authentication method "${row.auth}".`);
  if (sql.first('user', { username, mnethostid: 1 }))
    throw new RowRefused('This username already exists, choose another');
  const further = Object.entries(row.fields).filter(([name]) => userColumns.has(name));
  const id = sql.insert('user', {
    ...Object.fromEntries(further),
    auth: row.auth,
    username,
    firstname: row.firstname,
    lastname: row.lastname,
    email: row.email,
    idnumber: row.idnumber,
    suspended: row.suspended ? 1 : 0,
    confirmed: row.confirmed ? 1 : 0,
    mnethostid: 1,
    password: row.password ?? noPassword,
    timecreated: time,
    timemodified: time,
  });
  addContext(sql, contextLevel.user, id, creation.context(null));
  for (const [shortname, data] of Object.entries(row.profile)) {
    const field = sql.first('user_info_field', { shortname });
    if (field) sql.insert('user_info_data', { userid: id, fieldid: field.id, data, dataformat: 0 });
  }
  if (row.password === null && row.auth === 'manual')
    sql.insert('user_preferences', { userid: id, name: 'auth_forcepasswordchange', value: '1' });
  return id;
}
