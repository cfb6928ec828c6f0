/** What the sample's last check for updates has found, as Moodle would read it. */
import { z } from 'zod';
import type { UpdateOffer } from '../../inventory/inventory.js';
import type { SampleSettings } from './switches.js';

const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === null || value === undefined ? null : String(value)));
const response = z.object({
  status: z.literal('OK'),
  apiver: z.literal('1.3'),
  forbranch: z.string(),
  updates: z.record(
    z.string(),
    z.array(
      z.object({
        version: z.union([z.string(), z.number()]).transform(String),
        release: text,
        maturity: z.coerce.number().int().nullable().default(null),
        url: text,
        download: text,
        downloadmd5: text,
      }),
    ),
  ),
});

export interface Offers {
  lastCheck: string | null;
  /** Newer or not, ripe or not. */
  of(component: string): UpdateOffer[];
  /** Those that are newer and of another release. */
  core: UpdateOffer[];
}

/**
 * Reads an answer of the update service.
 * @param branch the Moodle that lies on the disk: `4.5`
 * @returns null for one that Moodle would not accept, that for another branch for example
 */
export function parseOffers(json: string | undefined, branch: string): Record<string, UpdateOffer[]> | null {
  const answer = response.safeParse(parse(json));
  return answer.success && answer.data.forbranch === branch ? answer.data.updates : null;
}

/** An answer that Moodle would not accept counts as none. */
export function storedOffers(settings: SampleSettings, branch: string): Offers {
  const answer = parseOffers(settings.plugin('core_plugin', 'recentresponse'), branch);
  const updates = answer ?? {};
  const lastCheck = settings.plugin('core_plugin', 'recentfetch');
  const version = Number(settings.core('version') ?? 0);
  const release = plain(settings.core('release') ?? '');
  return {
    lastCheck: answer && lastCheck ? lastCheck : null,
    of: (component) => updates[component] ?? [],
    core: (updates.core ?? []).filter(
      (offer) => Number(offer.version) > version && plain(offer.release ?? '') !== release,
    ),
  };
}

function parse(json = ''): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/** `4.5.6+ (Build: 20250811)` is the release 4.5.6. */
function plain(release: string): string {
  return release.replace(/\(.*/, '').replaceAll('+', '').trim();
}
