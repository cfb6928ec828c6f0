/** What an update service answers, in the form in which Moodle asks for it and keeps it (API 1.3). */
import { coreOffers } from '../build/core-offers.js';
import { samplePlugins } from '../build/plugin-list.js';
import { sampleSite } from '../layout.js';
import { zipName } from './next-versions.js';

/**
 * @param time unix seconds
 * @param base address below which the zips lie, without a slash at the end
 * @param md5 digests by the zips' names; nothing is said of others
 */
export function updateResponse(
  time: number,
  base: string,
  md5: ReadonlyMap<string, string>,
): Record<string, unknown> {
  const found = (component: string, version: number | string, release: string) => {
    const name = zipName(component, release);
    return {
      version,
      release,
      maturity: 200,
      url: base,
      download: `${base}/${name}`,
      downloadmd5: md5.get(name) ?? null,
    };
  };
  const updates: Record<string, unknown[]> = {
    core: coreOffers.map(({ version, release, branch }) => ({
      ...found('moodle', version, release),
      branch,
    })),
  };
  for (const { component, update } of samplePlugins) {
    if (update) updates[component] = [found(component, String(update.version), update.release)];
  }
  return {
    status: 'OK',
    provider: `${base}/updates.php`,
    apiver: '1.3',
    timegenerated: time,
    ticket: 'JUM=',
    forbranch: '4.5',
    forversion: sampleSite.version,
    updates,
  };
}
