/** Finds here who users of another site are, many at a time. */
import { sql } from 'kysely';
import { coreSettings } from '../../moodle/reads/settings.js';
import type { Site } from '../../moodle/site.js';
import type { UserRef } from '../format/entities.js';
import type { UsersMatch } from './users-match.js';

export type Ref = Omit<UserRef, 'id'>;
export type UserMatch =
  { kind: 'found'; id: number } | { kind: 'none' } | { kind: 'conflict'; message: string };

interface Known {
  id: number;
  username: string;
  email: string;
  idnumber: string;
}

const fold = (text: string) => text.trim().toLowerCase();
const conflict = (message: string): UserMatch => ({ kind: 'conflict', message });

/** How many to ask for at once. */
export const USER_CHUNK = 1000;

/** In the order of `refs`. Deleted users and those of other hosts (MNet) are nobody. */
export async function findUsers(site: Site, refs: readonly Ref[], match: UsersMatch): Promise<UserMatch[]> {
  const known = await candidates(site, refs);
  const by = (key: keyof Omit<Known, 'id'>) => {
    const map = new Map<string, Known[]>();
    for (const user of known) {
      const value = key === 'idnumber' ? user.idnumber : fold(user[key]);
      if (value !== '') map.set(value, [...(map.get(value) ?? []), user]);
    }
    return map;
  };
  const index = { username: by('username'), email: by('email'), idnumber: by('idnumber') };
  return refs.map((ref) => decide(ref, match, index));
}

async function candidates(site: Site, refs: readonly Ref[]): Promise<Known[]> {
  if (refs.length === 0) return [];
  const { mnet_localhost_id: host } = await coreSettings(site, ['mnet_localhost_id']);
  const { db, kind } = site.database;
  const distinct = (values: string[]) => [...new Set(values.filter((value) => value !== ''))];
  const emails = distinct(refs.map((ref) => fold(ref.email)));
  const lists = {
    username: distinct(refs.map((ref) => fold(ref.username))),
    idnumber: distinct(refs.map((ref) => ref.idnumber)),
  };
  const users = new Map<number, Known>();
  const ask = async (column: 'username' | 'idnumber' | 'email', values: string[]) => {
    if (values.length === 0) return;
    // MySQL compares without regard to case, and by its index only as long as the column stands alone.
    const left = column === 'email' && kind !== 'mysql' ? sql`lower(email)` : sql.ref(column);
    let query = db
      .selectFrom('user')
      .select(['id', 'username', 'email', 'idnumber'])
      .where('deleted', '=', '0')
      .where(left, 'in', values);
    if (host !== undefined) query = query.where('mnethostid', '=', host);
    for (const row of (await query.execute()) as Record<string, string>[]) {
      const id = Number(row.id);
      users.set(id, {
        id,
        username: row.username ?? '',
        email: row.email ?? '',
        idnumber: row.idnumber ?? '',
      });
    }
  };
  await ask('username', lists.username);
  await ask('email', emails);
  await ask('idnumber', lists.idnumber);
  return [...users.values()].sort((a, b) => a.id - b.id);
}

type Index = Readonly<Record<UsersMatch, ReadonlyMap<string, Known[]>>>;

function decide(ref: Ref, match: UsersMatch, index: Index): UserMatch {
  if (match === 'email' && fold(ref.email) !== '') return byEmail(ref, index);
  if (match === 'idnumber' && ref.idnumber !== '') return byIdnumber(ref, index);
  return byUsername(ref, index);
}

function byUsername(ref: Ref, index: Index): UserMatch {
  const username = fold(ref.username);
  const email = fold(ref.email);
  const [user] = index.username.get(username) ?? [];
  if (user !== undefined) {
    const other = email !== '' && user.email !== '' && fold(user.email) !== email;
    if (other) return conflict(`Here "${username}" has another e-mail address: it may be somebody else.`);
    return { kind: 'found', id: user.id };
  }
  const [holder] = index.email.get(email) ?? [];
  return holder === undefined
    ? { kind: 'none' }
    : conflict(`Here the e-mail address belongs to "${holder.username}".`);
}

function byEmail(ref: Ref, index: Index): UserMatch {
  const [user, another] = index.email.get(fold(ref.email)) ?? [];
  if (another !== undefined) return conflict('Here several users have the e-mail address.');
  if (user !== undefined) return { kind: 'found', id: user.id };
  return index.username.has(fold(ref.username)) ? taken(ref) : { kind: 'none' };
}

function byIdnumber(ref: Ref, index: Index): UserMatch {
  const [user, another] = index.idnumber.get(ref.idnumber) ?? [];
  if (another !== undefined) return conflict('Here several users have the ID number.');
  if (user !== undefined) return { kind: 'found', id: user.id };
  if (index.username.has(fold(ref.username))) return taken(ref);
  const [holder] = index.email.get(fold(ref.email)) ?? [];
  return holder === undefined
    ? { kind: 'none' }
    : conflict(`Here the e-mail address belongs to "${holder.username}".`);
}

const taken = (ref: Ref) => conflict(`Here the user name "${fold(ref.username)}" belongs to another person.`);
