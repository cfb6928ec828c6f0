/** What an export says of the site that it comes from. */
import { createHash } from 'node:crypto';
import { coreSettings } from '../../moodle/reads/settings.js';
import { siteFacts } from '../../moodle/reads/site-facts.js';
import type { Site } from '../../moodle/site.js';
import { agentVersion } from '../../http/capabilities.js';
import type { Manifest } from '../format/manifest.js';

/** Tells one site from another whatever its address; Moodle's own identifier is a secret of the site. */
export async function siteDigest(site: Site): Promise<string> {
  const { siteidentifier } = await coreSettings(site, ['siteidentifier']);
  const text = siteidentifier ? `siteidentifier ${siteidentifier}` : `wwwroot ${site.config.wwwroot}`;
  return createHash('sha256').update(`moopanel-site ${text}`).digest('hex');
}

export async function sourceFacts(site: Site): Promise<Manifest['source']> {
  const [facts, { version }, digest] = await Promise.all([
    siteFacts(site),
    coreSettings(site, ['version']),
    siteDigest(site),
  ]);
  return {
    url: site.config.wwwroot,
    site: digest,
    name: facts.site_fullname,
    moodle_release: facts.moodle_version,
    moodle_version: version ?? '',
    agent_version: agentVersion(),
  };
}
