/** Matches the archive's people and roles with the site's. */
import type { XmlElement } from '../../archive-xml.js';
import { BridgeError } from '../../bridge.js';
import { addContext, contextLevel, contextOf } from '../course/context.js';
import type { SampleSql, StoredRow } from '../sql.js';
import { row } from '../structure/node.js';
import type { RowReader } from './row-reader.js';

const userNode = row('user', 'user', { omit: ['mnethostid', 'username', 'password', 'secret', 'picture'] });

/** Of the site that made an archive. */
export interface ArchiveOrigin {
  /** People's ids in it are ours. */
  sameSite: boolean;
  /** As the archive names it. */
  siteHash: string;
}

/**
 * People are known by their username and, in an archive of another site, by their e-mail address or first visit besides, as
 * Moodle does it. Those who are not there yet get an account that nobody can sign in with; so does another site's
 * administrator, under a name of its own, as where `import_general_duplicate_admin_allowed` is set.
 * @throws BridgeError `bad-archive` where somebody else has the username
 */
export function restoreUsers(
  sql: SampleSql,
  reader: RowReader,
  users: XmlElement,
  origin: ArchiveOrigin,
): void {
  for (const user of users.all('user')) {
    const username = user.text('username');
    const old = Number(user.attribute('id'));
    if (!username || !(old > 0)) continue;
    const namesake = sql.first('user', { username, mnethostid: 1 });
    const isKnown = namesake && ((origin.sameSite && namesake.id === old) || isSamePerson(namesake, user));
    if (namesake && !isKnown && username !== 'admin') throw conflict(username);
    const name = namesake && !isKnown ? `admin_${origin.siteHash}` : username;
    const known = isKnown ? namesake : sql.first('user', { username: name, mnethostid: 1 });
    if (known) {
      reader.remember('user', old, known.id);
      continue;
    }
    const scope = { mnethostid: 1, username: name, password: 'not cached' };
    const id = reader.element(userNode, user, 0, scope);
    if (id !== null) addContext(sql, contextLevel.user, id, contextOf(sql, contextLevel.system, 0));
  }
}

const conflict = (username: string) =>
  new BridgeError(
    'bad-archive',
    `Moodle refused the backup: Trying to restore user '${username}' from backup file will cause conflict`,
  );

function isSamePerson(known: StoredRow, user: XmlElement): boolean {
  const email = (user.text('email') ?? '').toLowerCase();
  const firstAccess = Number(user.text('firstaccess') ?? 0);
  return (
    (email !== '' && String(known.email).toLowerCase() === email) ||
    (firstAccess > 0 && Number(known.firstaccess) === firstAccess)
  );
}

/** Roles are known by their short name, else by what they were made from. @returns names of those unknown here */
export function matchRoles(sql: SampleSql, reader: RowReader, roles: XmlElement): string[] {
  const unknown: string[] = [];
  for (const role of roles.all('role')) {
    const shortname = role.text('shortname') ?? '';
    const archetype = role.text('archetype') ?? '';
    const known = sql.first('role', { shortname }) ?? (archetype && sql.first('role', { archetype }));
    if (known) reader.remember('role', Number(role.attribute('id')), known.id);
    else unknown.push(shortname);
  }
  return unknown;
}
