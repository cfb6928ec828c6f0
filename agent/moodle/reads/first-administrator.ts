/** In whose name the agent does what nobody else has asked for. */
import type { Site } from '../site.js';
import { coreSettings } from './settings.js';

/** Moodle's id of the first administrator who has an account, as Moodle's `get_admin`; null where there is none. */
export async function firstAdministrator(site: Site): Promise<number | null> {
  const { siteadmins = '' } = await coreSettings(site, ['siteadmins']);
  for (const id of siteadmins.split(',').map(Number)) {
    if (!Number.isInteger(id) || id <= 0) continue;
    const found = await site.database.db
      .selectFrom('user')
      .select('id')
      .where('id', '=', id)
      .where('deleted', '=', 0)
      .executeTakeFirst();
    if (found) return id;
  }
  return null;
/** For whom work is done that no user of the site has asked for. */
import { BridgeError } from '../bridge.js';

/** Moodle's own `get_admin()`. @throws BridgeError `moodle` where the site has none */
export async function firstAdministrator(site: Site): Promise<number> {
  const { siteadmins } = await coreSettings(site, ['siteadmins']);
  const id = Number((siteadmins ?? '').split(',')[0]);
  if (Number.isSafeInteger(id) && id > 0) return id;
  throw new BridgeError('moodle', 'This Moodle has no administrator.');
}
