/** Decides where the agent may connect to for a download (SSRF): checked first, and connected to what was checked. */
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isInRanges, isPublicAddress } from '../../../runtime/public-address.js';
import { DownloadFailed } from './download-failed.js';

/** All addresses of a host. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

export const systemResolve: Resolve = (hostname) => lookup(hostname, { all: true });

/**
 * Reads an address of http or https.
 * @param base what a redirect's address is relative to
 * @throws DownloadFailed `address`
 */
export function parseAddress(text: string, base?: URL): URL {
  if (!URL.canParse(text, base)) {
    throw new DownloadFailed(
      'address',
      'The download address is not readable: give one that begins with https://.',
    );
  }
  const url = new URL(text, base);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new DownloadFailed('address', `Only http and https are downloaded from, not ${url.protocol}`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new DownloadFailed(
      'address',
      `The download address at ${url.host} holds a user name or password: configure a token in AGENT_DOWNLOAD_TOKENS instead.`,
    );
  }
  return url;
}

/** A host as it stands in lists: without a dot at its end, without brackets, in small letters. */
export function hostnameOf(url: URL): string {
  return url.hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

/** Whether a list of hosts names an address's host, with its port or without one. */
export function isListedHost(url: URL, hosts: readonly string[]): boolean {
  const names = [hostnameOf(url), `${hostnameOf(url)}:${portOf(url)}`, url.host.toLowerCase()];
  return hosts.some((host) => names.includes(host.toLowerCase()));
}

/** The entry for a list of hosts that allows one service of a host, the panel's for example, and no other. */
export function hostWithPort(address: string): string {
  const url = new URL(address);
  return `${hostnameOf(url)}:${portOf(url)}`;
}

function portOf(url: URL): string {
  return url.port || (url.protocol === 'https:' ? '443' : '80');
}

/**
 * The addresses that may be connected to for a host: all of the host's, when every one of them is of the internet or
 * allowed.
 * @param allowed hosts (`mirror.example.org`, also with a port), addresses and CIDR ranges that may be private
 * @throws DownloadFailed `private-address`, `connection` for a host that is not known
 */
export async function checkedAddresses(
  url: URL,
  allowed: readonly string[],
  resolve: Resolve,
): Promise<readonly LookupAddress[]> {
  const hostname = hostnameOf(url);
  const family = isIP(hostname);
  const addresses = family !== 0 ? [{ address: hostname, family }] : await resolved(hostname, resolve);
  if (isListedHost(url, allowed)) return addresses;
  if (!addresses.every(({ address }) => isPublicAddress(address) || isInRanges(address, allowed))) {
    throw new DownloadFailed(
      'private-address',
      `${url.host} is in a private network, which downloads do not reach: if it is your own mirror, name it in AGENT_DOWNLOAD_HOSTS.`,
    );
  }
  return addresses;
}

async function resolved(hostname: string, resolve: Resolve): Promise<readonly LookupAddress[]> {
  const found = await resolve(hostname).catch(() => []);
  if (found.length > 0) return found;
  throw new DownloadFailed(
    'connection',
    `The host ${hostname} is not known: check the address and the name server of the agent’s machine.`,
    true,
  );
}
