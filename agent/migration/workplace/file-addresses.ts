/** Addresses of files in Workplace's answers: the client has a token of the agent's, which Moodle does not know. */
import type { WebserviceCall } from '../../webservice/function.js';

const PLUGINFILE = /^\/webservice\/pluginfile\.php(?=\/)|^\/pluginfile\.php(?=\/)/;

/** The same value, its `fileurl`s leading to the agent. */
export function ownAddresses(value: unknown, call: Pick<WebserviceCall, 'context' | 'baseUrl'>): unknown {
  if (Array.isArray(value)) return value.map((item) => ownAddresses(item, call));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      name === 'fileurl' && typeof item === 'string' ? ownAddress(item, call) : ownAddresses(item, call),
    ]),
  );
}

function ownAddress(
  address: string,
  { context, baseUrl }: Pick<WebserviceCall, 'context' | 'baseUrl'>,
): string {
  const { wwwroot } = context.site.config;
  if (!address.startsWith(`${wwwroot}/`)) return address;
  return address
    .slice(wwwroot.length)
    .replace(PLUGINFILE, '/webservice/pluginfile.php')
    .replace(/^/, baseUrl.replace(/\/$/, ''));
}
