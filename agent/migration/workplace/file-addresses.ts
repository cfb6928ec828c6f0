/** Addresses of files in Workplace's answers: the client has a token of the agent's, which Moodle does not know. */
import type { WebserviceCall } from '../../webservice/function.js';

/**
 * Where a file lies in Moodle, of the address that Moodle gives it: `/1/tool_wp/export/19/file.zip`.
 * @returns null for another kind of address
 */
export function storedAt(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { pathname, searchParams } = new URL(address);
  const [, rest] = /\/pluginfile\.php(\/.*)?$/.exec(pathname) ?? [];
  try {
    // Servers that take no path behind a script are given it as a parameter.
    return rest === undefined ? searchParams.get('file') : decodeURIComponent(rest);
  } catch {
    return null;
  }
}

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
  const place = address.startsWith(`${context.site.config.wwwroot}/`) ? storedAt(address) : null;
  if (place === null) return address;
  const path = place.split('/').map(encodeURIComponent).join('/');
  return `${baseUrl.replace(/\/$/, '')}/webservice/pluginfile.php${path}`;
}
