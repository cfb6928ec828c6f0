/** What Moodle's database knows of installed plugins and of updates on offer. */
import { z } from 'zod';
import type { Site } from '../site.js';
import { pluginSettings } from './settings.js';

/** @param component such as `mod_quiz` */
export async function isInstalled(site: Site, component: string): Promise<boolean> {
  const { version } = await pluginSettings(site, component, ['version']);
  return version !== undefined;
}

/** The last answer of Moodle's update server, as far as it is looked at here. */
const updateResponse = z.object({
  updates: z
    .object({ core: z.array(z.object({ version: z.union([z.string(), z.number()]) })).optional() })
    .optional(),
});

/** Versions of Moodle itself that the last check for updates found. */
export async function offeredCoreVersions(site: Site): Promise<string[]> {
  const { recentresponse } = await pluginSettings(site, 'core_plugin', ['recentresponse']);
  if (recentresponse === undefined) return [];
  let stored: unknown;
  try {
    stored = JSON.parse(recentresponse);
  } catch {
    return [];
  }
  const parsed = updateResponse.safeParse(stored);
  return parsed.success ? (parsed.data.updates?.core ?? []).map(({ version }) => String(version)) : [];
}
