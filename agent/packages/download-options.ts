import type { AgentContext } from '../context.js';
import { settingNames } from '../store/settings.js';
import { hostWithPort } from './download/destination.js';
import type { DownloadOptions } from './download/download-package.js';

/**
 * Where packages may come from: the internet, what the configuration names, the site's own mirrors, and the panel, which
 * holds this agent's key anyway.
 */
export async function downloadOptions({ config, site, store }: AgentContext): Promise<DownloadOptions> {
  const panel = config.panelUrl ?? (await store.settings.get(settingNames.panelUrl));
  return {
    allowedHosts: [...config.download.allowedHosts, ...site.mirrors, ...(panel ? [hostWithPort(panel)] : [])],
    tokens: config.download.tokens,
  };
}
