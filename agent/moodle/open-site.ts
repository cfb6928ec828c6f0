/** Picks the adapter for the site that the configuration names. */
import { resolve } from 'node:path';
import type { Logger } from '../../runtime/logger.js';
import { openPhpSite } from './php/php-site.js';
import { sampleLayout } from './sample/layout.js';
import { withProvider } from './sample/provider/provider.js';
import { openSampleSite } from './sample/sample-site.js';
import type { SampleKind } from './sample/sample-sites.js';
import type { Site } from './site.js';

/** What of the agent's configuration says which site it is. */
export type SiteChoice = (
  | { kind: 'sample'; folder: string; sample?: SampleKind }
  | { kind: 'php'; moodleDir: string; phpCommand: readonly string[]; phpTimeout: number }
) & {
  databaseUrl?: string;
  siteUrl?: string;
  /** Whether the sample's own update service runs beside it; for the agent alone, of which there is one. */
  serveUpdates?: boolean;
};

/**
 * Opens the site.
 * @throws StartError when it cannot be used, with what to mend
 */
export async function openSite(choice: SiteChoice, logger: Logger): Promise<Site> {
  if (choice.kind === 'php') return openPhpSite(choice, logger);
  const site = await openSampleSite(choice.folder, logger, choice.sample);
  if (!choice.serveUpdates) return site;
  try {
    return await withProvider(site, sampleLayout(resolve(choice.folder)), logger);
  } catch (error) {
    await site.close();
    throw error;
  }
}
