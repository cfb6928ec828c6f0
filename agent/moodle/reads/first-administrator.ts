/** In whose name the agent does what no user of the site has asked for. */
import { BridgeError } from '../bridge.js';
import type { Site } from '../site.js';
import { coreSettings } from './settings.js';

/**
 * Moodle's id of the first administrator who has an account, as Moodle's `get_admin`.
 * @throws BridgeError `moodle` where the site has none
 */
export async function firstAdministrator(site: Site): Promise<number> {
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
  throw new BridgeError('moodle', 'This Moodle has no administrator.');
}
