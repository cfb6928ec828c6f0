/** People of the site, whom the organisation knows by Moodle's ids. Deleted ones are nowhere. */
import { coreSettings } from '../moodle/reads/settings.js';
import type { Site } from '../moodle/site.js';
import type { UserRef } from '../migration/format/entities.js';

export interface SiteUser extends UserRef {
  fullname: string;
}

/** How many a query names at most. */
export const USER_BATCH = 500;
const columns = ['id', 'username', 'email', 'idnumber', 'firstname', 'lastname'] as const;

const text = (value: unknown) => (typeof value === 'string' ? value : String(value ?? ''));
const siteUser = (row: Record<string, unknown>): SiteUser => ({
  id: Number(row.id),
  username: text(row.username),
  email: text(row.email),
  idnumber: text(row.idnumber),
  fullname: `${text(row.firstname)} ${text(row.lastname)}`.trim(),
});

/** @param ids USER_BATCH at most */
export async function usersById({ database }: Site, ids: readonly number[]): Promise<Map<number, SiteUser>> {
  if (ids.length === 0) return new Map();
  const rows = await database.db
    .selectFrom('user')
    .select(columns)
    .where('id', 'in', [...new Set(ids)].map(String))
    .where('deleted', '=', '0')
    .execute();
  return new Map(rows.map(siteUser).map((user) => [user.id, user]));
}

const keys = ['username', 'email', 'idnumber'] as const;

/**
 * Finds people of another site on this one: by user name, else by e-mail address, else by number. What several people
 * have finds nobody.
 * @param refs USER_BATCH at most
 * @returns ids of this site in the order of `refs`, null for the unknown
 */
export async function findUsers(site: Site, refs: readonly UserRef[]): Promise<(number | null)[]> {
  const found: (number | null)[] = refs.map(() => null);
  const { mnet_localhost_id: host } = await coreSettings(site, ['mnet_localhost_id']);
  for (const key of keys) {
    const wanted = refs.flatMap((ref, i) =>
      found[i] === null && ref[key] !== '' ? [spelling(ref[key])] : [],
    );
    if (wanted.length === 0) continue;
    const owners = await ownersOf(site, key, wanted, host);
    refs.forEach((ref, i) => (found[i] ??= owners.get(spelling(ref[key])) ?? null));
  }
  return found;
}

/** Moodle keeps user names in lower case, and takes addresses whatever their case. */
const spelling = (value: string) => value.toLowerCase();

async function ownersOf(
  { database }: Site,
  key: (typeof keys)[number],
  values: readonly string[],
  host: string | undefined,
): Promise<Map<string, number | null>> {
  let query = database.db
    .selectFrom('user')
    .select(['id', key])
    .where(({ fn, ref }) => fn('lower', [ref(key)]), 'in', [...new Set(values)])
    .where('deleted', '=', '0');
  if (host !== undefined) query = query.where('mnethostid', '=', host);
  const owners = new Map<string, number | null>();
  for (const row of await query.execute()) {
    const value = spelling(text(row[key]));
    owners.set(value, owners.has(value) ? null : Number(row.id));
  }
  return owners;
}
