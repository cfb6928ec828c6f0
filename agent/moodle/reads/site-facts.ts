/** What a site says of itself on its front page. */
import type { ConnectionReply, DashboardReply } from '../../../contract/agent/site.js';
import type { Site } from '../site.js';
import { siteLogos } from './logo.js';
import { coreSettings } from './settings.js';

/** All facts; `connectionFacts` are the first five of them. */
export async function siteFacts(site: Site): Promise<DashboardReply> {
  const [settings, frontPage] = await Promise.all([
    coreSettings(site, ['theme', 'release']),
    // The site itself is the one course outside of every category.
    site.database.db
      .selectFrom('course')
      .select(['fullname', 'shortname'])
      .where('category', '=', '0')
      .orderBy('id')
      .executeTakeFirst(),
  ]);
  const theme = settings.theme ?? 'boost';
  const { logo, logocompact } = await siteLogos(site, theme);
  return {
    url: site.config.wwwroot,
    site_fullname: text(frontPage?.fullname),
    site_shortname: text(frontPage?.shortname),
    logo,
    logocompact,
    theme,
    moodle_version: settings.release ?? '',
  };
}

export async function connectionFacts(site: Site): Promise<ConnectionReply> {
  const { url, site_fullname, logo, theme, moodle_version } = await siteFacts(site);
  return { url, site_fullname, logo, theme, moodle_version };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
