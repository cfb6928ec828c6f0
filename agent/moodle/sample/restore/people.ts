/** Matches the archive's people and roles with the site's. */
import type { XmlElement } from '../../archive-xml.js';
import { BridgeError } from '../../bridge.js';
import { addContext, contextLevel, contextOf } from '../course/context.js';
import type { SampleSql, StoredRow } from '../sql.js';
import { row } from '../structure/node.js';
import type { RowReader } from './row-reader.js';

const userNode = row('user', 'user', { omit: ['mnethostid', 'password', 'secret', 'picture'] });

/**
 * People are known by their username and, in an archive of another site, by their e-mail address or first visit besides, as
 * Moodle does it. Those who are not there yet get an account that nobody can sign in with.
 * @throws BridgeError `bad-archive` where somebody else has the username
 */
export function restoreUsers(sql: SampleSql, reader: RowReader, users: XmlElement, sameSite: boolean): void {
  for (const user of users.all('user')) {
    const username = user.text('username');
    const old = Number(user.attribute('id'));
    if (!username || !(old > 0)) continue;
    const known = sql.first('user', { username, mnethostid: 1 });
    if (known) {
      if (!(sameSite && known.id === old) && !isSamePerson(known, user)) {
        throw new BridgeError(
          'bad-archive',
          `Moodle refused the backup: Trying to restore user '${username}' from backup file will cause conflict`,
        );
      }
      reader.remember('user', old, known.id);
    } else {
      const scope = { mnethostid: 1, password: 'not cached' };
      const id = reader.element(userNode, user, 0, scope);
      if (id !== null) addContext(sql, contextLevel.user, id, contextOf(sql, contextLevel.system, 0));
    }
  }
}

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
