/** Users of a site: lists, counts, one by one. Deleted users are nowhere, the guest is in no list and no count. */
import { sql, type RawBuilder, type SelectQueryBuilder } from 'kysely';
import type { UserRow } from '../../../contract/agent/users.js';
import type { MoodleTables } from '../database/database.js';
import type { Site } from '../site.js';
import { contains } from './contains.js';
import { coreSettings } from './settings.js';
import { parseFields, parseSort, shownColumns } from './user-columns.js';

export interface UserListRequest {
  search?: string;
  sort?: string;
  fields?: string;
  /** Users at most; all when undefined. */
  limit?: number;
  /** Counted from 0, in steps of `limit`. */
  page?: number;
}

/**
 * Streams users, one database row at a time.
 * @throws UnknownColumn before anything is asked of the table `user`
 */
export async function streamUsers(
  site: Site,
  request: UserListRequest,
): Promise<AsyncIterableIterator<UserRow>> {
  const shown = await shownColumns(site);
  const fields = parseFields(request.fields, shown);
  const sort = parseSort(request.sort, shown);
  let query = (await realUsers(site)).select(fields);
  const search = request.search?.trim() ?? '';
  if (search !== '')
    query = query.where((q) =>
      q.or(searched(site).map((what) => contains(site.database.kind, what, search))),
    );
  for (const { column, direction } of sort) query = query.orderBy(column, direction);
  if (request.limit !== undefined) {
    query = query.limit(request.limit).offset(request.limit * (request.page ?? 0));
  }
  return site.database.stream(query) as AsyncIterableIterator<UserRow>;
}

export async function countUsers(site: Site): Promise<number> {
  return count(await realUsers(site));
}

/** Users whose last access lies between two times (unix seconds, both included). */
export async function countOnline(site: Site, from: number, to: number): Promise<number> {
  const users = await realUsers(site);
  return count(users.where('lastaccess', '>=', String(from)).where('lastaccess', '<=', String(to)));
}

/** Every row of the table, the guest's and those of deleted users included. */
export async function countAllUserRows(site: Site): Promise<number> {
  return count(site.database.db.selectFrom('user'));
}

export type UserKey = { id: string } | { username: string } | { email: string };

/** One user, or null. Names and addresses are compared whatever their case; of several the oldest is taken. */
export async function findUser(site: Site, key: UserKey): Promise<UserRow | null> {
  const columns = await shownColumns(site);
  let query = site.database.db.selectFrom('user').select(columns).where('deleted', '=', '0');
  if ('id' in key) {
    if (!/^[1-9]\d{0,17}$/.test(key.id)) return null;
    query = query.where('id', '=', key.id);
  } else {
    const [column, value] = 'username' in key ? ['username', key.username] : ['email', key.email];
    const { mnet_localhost_id: host } = await coreSettings(site, ['mnet_localhost_id']);
    query = query.where(sql`lower(${sql.ref(column)})`, '=', value.toLowerCase());
    if (host !== undefined) query = query.where('mnethostid', '=', host);
  }
  const row = await query.orderBy('id').limit(1).executeTakeFirst();
  return (row as UserRow | undefined) ?? null;
}

async function realUsers(site: Site): Promise<SelectQueryBuilder<MoodleTables, 'user', object>> {
  const { siteguest } = await coreSettings(site, ['siteguest']);
  const users = site.database.db.selectFrom('user').where('deleted', '=', '0');
  return siteguest === undefined
    ? users.where('username', '<>', 'guest')
    : users.where('id', '<>', siteguest);
}

function searched({ database }: Site): RawBuilder<unknown>[] {
  const [first, last, email] = ['firstname', 'lastname', 'email'].map((column) => sql`${sql.ref(column)}`);
  const full =
    database.kind === 'mysql' ? sql`concat(${first}, ' ', ${last})` : sql`${first} || ' ' || ${last}`;
  return [first!, last!, sql`(${full})`, email!];
}

async function count(query: SelectQueryBuilder<MoodleTables, 'user', object>): Promise<number> {
  const row = await query.select((q) => q.fn.countAll().as('n')).executeTakeFirstOrThrow();
  return Number(row.n);
}
