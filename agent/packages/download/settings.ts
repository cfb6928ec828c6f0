/** What an operator sets for downloads, as it is written in variables. */
import { isAddressOrRange, listed } from '../../../runtime/environment.js';
import { StartError } from '../../../runtime/start-error.js';

export interface DownloadSettings {
  /** Bearer tokens by host. */
  tokens: Readonly<Record<string, string>>;
  /** Hosts, addresses and CIDR ranges in a private network that may be downloaded from. */
  allowedHosts: string[];
  /** Largest file in bytes. */
  maxBytes: number;
}

/** A name or an address, with a port where it is not the usual one. */
const hostPattern = /^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/**
 * Reads `host=token, host2=token2`.
 * @throws StartError naming the variable and never the token
 */
export function parseDownloadTokens(name: string, text: string | undefined): Record<string, string> {
  const entries = listed(text);
  const tokens = entries.map((entry, index) => {
    const at = entry.indexOf('=');
    const host = entry.slice(0, Math.max(at, 0)).toLowerCase();
    const token = entry.slice(at + 1);
    if (!hostPattern.test(host) || !/^[\x21-\x7e]+$/.test(token)) {
      throw new StartError(
        `${name} must be written as host=token, with commas between; its part ${index + 1} is not.`,
      );
    }
    return [host, token] as const;
  });
  return Object.fromEntries(tokens);
}

/**
 * Reads a list of hosts, addresses and CIDR ranges.
 * @throws StartError
 */
export function parseDownloadHosts(name: string, text: string | undefined): string[] {
  const hosts = listed(text);
  for (const host of hosts) {
    if (!isAddressOrRange(host) && !hostPattern.test(host)) {
      throw new StartError(`${name} holds "${host}", which is no host, no IP address and no CIDR range.`);
    }
  }
  return hosts.map((host) => host.toLowerCase());
}
