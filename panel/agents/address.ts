/** Where an agent's API begins, and which addresses the panel may connect to. */
import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP } from 'node:net';
import { AGENT_BASE_PATH } from '../../contract/agent/common.js';
import { isPublicAddress } from '../../runtime/public-address.js';
import { AgentError } from './agent-error.js';

/** The address as it is stored and compared: no query, fragment, credentials or slash at the end. */
export function normaliseUrl(url: string): string {
  const parsed = new URL(url);
  parsed.hash = '';
  parsed.search = '';
  parsed.username = '';
  parsed.password = '';
  return parsed.href.replace(/\/+$/, '');
}

/** The protocol's base: the base path is added unless the address names `server.php` itself. */
export function apiBase(url: string): string {
  const plain = normaliseUrl(url);
  return plain.endsWith('/server.php') ? plain : plain + AGENT_BASE_PATH;
}

function refusal(host: string): AgentError {
  return new AgentError(
    'unreachable',
    `${host} is a private address.`,
    'Set PANEL_ALLOW_PRIVATE_AGENTS=true if agents stand in the panel’s own network.',
  );
}

/** @throws AgentError when the host is a private address in digits; names are checked when they are resolved */
export function assertPublicHost(url: string): void {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw refusal(host);
}

/** Resolves a name for a socket and refuses it when any of its addresses is private; what was checked is what is used. */
export function publicLookup(
  hostname: string,
  options: LookupOptions,
  done: (error: Error | null, address: string | LookupAddress[], family?: number) => void,
): void {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, []);
    if (addresses.some((found) => !isPublicAddress(found.address))) return done(refusal(hostname), []);
    const first = addresses[0];
    if (options.all || !first) return done(null, addresses);
    done(null, first.address, first.family);
  });
}

/** Where programs call the web services of the agent at an address: beside its API. */
export function webserviceUrl(url: string): string {
  const base = apiBase(url)
    .replace(/\/server\.php$/, '')
    .replace(/\/local\/moopanel$/, '');
  return `${base}/webservice/rest/server.php`;
}
