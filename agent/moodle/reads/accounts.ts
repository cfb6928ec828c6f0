/** The account behind a token: who it is, and whether it may still be used. */
import type { Site } from '../site.js';
import { coreSettings } from './settings.js';

export interface Account {
  id: number;
  username: string;
  firstname: string;
  lastname: string;
  /** As Moodle's `fullname()` in its usual form. */
  fullname: string;
  lang: string;
  auth: string;
  confirmed: boolean;
  suspended: boolean;
  deleted: boolean;
  isGuest: boolean;
  isAdmin: boolean;
}

const columns = [
  'id',
  'username',
  'firstname',
  'lastname',
  'lang',
  'auth',
  'confirmed',
  'suspended',
  'deleted',
] as const;

/** Also one that is deleted or suspended; null where there never was one. */
export async function accountById(site: Site, id: number): Promise<Account | null> {
  const row = await site.database.db
    .selectFrom('user')
    .select(columns)
    .where('id', '=', String(id))
    .executeTakeFirst();
  return row === undefined ? null : account(site, row);
}

/** The account that is not deleted, by its name in any case. */
export async function accountByName(site: Site, username: string): Promise<Account | null> {
  const { mnet_localhost_id: host } = await coreSettings(site, ['mnet_localhost_id']);
  let query = site.database.db
    .selectFrom('user')
    .select(columns)
    // Moodle stores names in lower case.
    .where('username', '=', username.toLowerCase())
    .where('deleted', '=', '0');
  if (host !== undefined) query = query.where('mnethostid', '=', host);
  const row = await query.orderBy('id').executeTakeFirst();
  return row === undefined ? null : account(site, row);
}

async function account(site: Site, row: Record<string, unknown>): Promise<Account> {
  const { siteadmins, siteguest, fullnamedisplay } = await coreSettings(site, [
    'siteadmins',
    'siteguest',
    'fullnamedisplay',
  ]);
  const id = Number(row.id);
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const [firstname, lastname] = [text(row.firstname), text(row.lastname)];
  const names = /lastname.*firstname/.test(fullnamedisplay ?? '')
    ? [lastname, firstname]
    : [firstname, lastname];
  return {
    id,
    username: text(row.username),
    firstname,
    lastname,
    fullname: names.filter((name) => name !== '').join(' '),
    lang: text(row.lang),
    auth: text(row.auth),
    confirmed: row.confirmed === '1',
    suspended: row.suspended === '1',
    deleted: row.deleted === '1',
    isGuest: String(id) === siteguest,
    isAdmin: (siteadmins ?? '').split(',').includes(String(id)),
  };
}

/** Moodle's CONTEXT_USER. */
const CONTEXT_USER = '30';

/** Null for a user to whom Moodle has not given one yet. */
export async function userContextId({ database }: Site, userId: number): Promise<number | null> {
  const row = await database.db
    .selectFrom('context')
    .select('id')
    .where('contextlevel', '=', CONTEXT_USER)
    .where('instanceid', '=', String(userId))
    .executeTakeFirst();
  return row === undefined ? null : Number(row.id);
}
