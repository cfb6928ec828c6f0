/** For whom work is done that no user of the site has asked for. */
import { BridgeError } from '../bridge.js';
import type { Site } from '../site.js';
import { coreSettings } from './settings.js';

/** Moodle's own `get_admin()`. @throws BridgeError `moodle` where the site has none */
export async function firstAdministrator(site: Site): Promise<number> {
  const { siteadmins } = await coreSettings(site, ['siteadmins']);
  const id = Number((siteadmins ?? '').split(',')[0]);
  if (Number.isSafeInteger(id) && id > 0) return id;
  throw new BridgeError('moodle', 'This Moodle has no administrator.');
}
