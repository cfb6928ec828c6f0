/** Picks the adapter for the site that the configuration names. */
import type { Logger } from '../../runtime/logger.js';
import { openPhpSite } from './php/php-site.js';
import { openSampleSite } from './sample/sample-site.js';
import type { Site } from './site.js';

/** What of the agent's configuration says which site it is. */
export type SiteChoice = (
  | { kind: 'sample'; folder: string }
  | { kind: 'php'; moodleDir: string; phpCommand: readonly string[]; phpTimeout: number }
) & { databaseUrl?: string; siteUrl?: string };

/**
 * Opens the site.
 * @throws StartError when it cannot be used, with what to mend
 */
export function openSite(choice: SiteChoice, logger: Logger): Promise<Site> {
  return choice.kind === 'sample' ? openSampleSite(choice.folder, logger) : openPhpSite(choice, logger);
}
