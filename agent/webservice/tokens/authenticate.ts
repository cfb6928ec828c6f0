/** Who calls: the token, where it comes from, and whether its user may still act. Moodle's checks, in its order and words. */
import type { AgentContext } from '../../context.js';
import { accountById, type Account } from '../../moodle/reads/accounts.js';
import { coreSettings, isEmpty } from '../../moodle/reads/settings.js';
import type { Caller } from '../function.js';
import { accessDenied, moodleError, WebserviceError } from '../webservice-error.js';
import { allowsAddress } from './addresses.js';
import { findToken, functionsOf, isToken } from './token-store.js';

export interface Authenticated {
  caller: Caller;
  account: Account;
  /** What the token may call; null for everything. */
  functions: string[] | null;
}

/** Seconds within which a token's last use is not written down again, as in Moodle. */
const LAST_USE_STEP = 60;

/** The three scripts refuse accounts in different words. */
export interface AccountRefusals {
  deleted(account: Account): WebserviceError;
  unconfirmed(account: Account): WebserviceError;
}

const refused = (code: string, of: string, { username }: Account) =>
  moodleError(`wsaccessuser${code}`, `Refused web service access for ${of} username: ${username}`);

/** Those of `server.php`. */
export const serverRefusals: AccountRefusals = {
  deleted: (account) => refused('deleted', 'deleted', account),
  unconfirmed: (account) => refused('unconfirmed', 'unconfirmed', account),
};

/** Those of `upload.php` and `pluginfile.php`. */
export const fileRefusals: AccountRefusals = {
  deleted: () => noUser(),
  unconfirmed: ({ username }) => moodleError('usernotconfirmed', `Could not confirm ${username}`),
};

const noUser = () => new WebserviceError('dml_missing_record_exception', 'invaliduser', 'Invalid user');

/** @throws WebserviceError `invalidtoken`, `accessexception`, or why the user may not act */
export async function authenticate(
  context: AgentContext,
  token: string,
  ip: string | undefined,
  refusals: AccountRefusals,
): Promise<Authenticated> {
  const { store, site, clock } = context;
  const row = isToken(token) ? await findToken(store.prisma, token) : null;
  if (row === null) throw moodleError('invalidtoken', 'Invalid token - token not found');
  const now = clock();
  if (row.expiresAt !== null && row.expiresAt <= now)
    throw accessDenied('Invalid token - token expired - check validuntil time for the token');
  const { addresses, userId, id, lastUsedAt } = row;
  if (!allowsAddress(JSON.parse(addresses) as string[], ip))
    throw accessDenied(`Invalid service - IP:${ip ?? ''} is not supported - check this allowed user`);
  const account = await accountById(site, userId);
  if (account === null) throw noUser();
  await requireUsable(context, account, refusals);
  if (lastUsedAt === null || now.getTime() - lastUsedAt.getTime() >= LAST_USE_STEP * 1000)
    await store.prisma.webserviceToken.updateMany({ where: { id }, data: { lastUsedAt: now } });
  return {
    caller: { userId, username: account.username, tokenId: id, isAdmin: account.isAdmin },
    account,
    functions: functionsOf(row),
  };
}

async function requireUsable(
  { site }: AgentContext,
  account: Account,
  refusals: AccountRefusals,
): Promise<void> {
  if (account.deleted) throw refusals.deleted(account);
  if (account.isGuest) throw moodleError('noguest', 'No guests here!');
  const { maintenance_enabled: maintenance } = await coreSettings(site, ['maintenance_enabled']);
  // Only administrators come in then, unless the site has given `moodle/site:maintenanceaccess` away.
  if (!isEmpty(maintenance) && !account.isAdmin && !account.suspended) {
    const question = { capability: 'moodle/site:maintenanceaccess', place: { level: 'system' } } as const;
    const [allowed] = await site.bridge.access({ userId: account.id, questions: [question] });
    if (!allowed)
      throw moodleError(
        'sitemaintenance',
        'The site is undergoing maintenance and is currently not available',
      );
  }
  if (!account.confirmed) throw refusals.unconfirmed(account);
  if (account.suspended) throw refused('suspended', 'suspended', account);
  if (account.auth === 'nologin') throw refused('nologin', 'nologin authentication', account);
}
