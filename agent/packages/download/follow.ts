/** Asks for a file and follows redirects, each of which is checked like the first address. */
import type { IncomingMessage } from 'node:http';
import { checkedAddresses, hostnameOf, isListedHost, parseAddress, type Resolve } from './destination.js';
import { DownloadFailed } from './download-failed.js';
import { exchange, statusFailure } from './exchange.js';

const MOST_REDIRECTS = 5;
const redirects = new Set([301, 302, 303, 307, 308]);

export interface Route {
  /** Hosts, addresses and CIDR ranges that may be private. */
  allowedHosts: readonly string[];
  /** Sent to their own host only. */
  tokens: Readonly<Record<string, string>>;
  resolve: Resolve;
  /** Milliseconds. */
  idle: number;
  signal: AbortSignal;
}

export interface Answer {
  /** Where the file came from in the end. */
  url: URL;
  /** With a status of 200, 206 or 416. */
  response: IncomingMessage;
}

/**
 * @param headers go to every host on the way
 * @throws DownloadFailed
 */
export async function follow(
  start: URL,
  route: Route,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  let url = start;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    const { signal, idle } = route;
    const addresses = await abortable(checkedAddresses(url, route.allowedHosts, route.resolve), signal);
    const token = tokenFor(url, route);
    const authorization: Record<string, string> =
      token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await exchange({
      url,
      addresses,
      idle,
      signal,
      headers: { ...headers, ...authorization },
    });
    const status = response.statusCode ?? 0;
    if (status === 200 || status === 206 || status === 416) return { url, response };
    response.destroy();
    if (!redirects.has(status)) throw statusFailure(url, status, token !== undefined);
    url = redirectTarget(response.headers.location, url);
  }
  throw new DownloadFailed(
    'redirect',
    `${start.host} redirects more than ${MOST_REDIRECTS} times: give the address that it leads to.`,
  );
}

/** Never in the clear through the internet. */
function tokenFor(url: URL, { tokens, allowedHosts }: Route): string | undefined {
  if (url.protocol !== 'https:' && !isListedHost(url, allowedHosts)) return undefined;
  const names = [url.host.toLowerCase(), hostnameOf(url)];
  return Object.entries(tokens).find(([host]) => names.includes(host.toLowerCase()))?.[1];
}

/** @throws DownloadFailed `redirect`, `address` */
export function redirectTarget(location: string | undefined, from: URL): URL {
  if (location === undefined) {
    throw new DownloadFailed(
      'redirect',
      `${from.host} redirects to nowhere: give the address of the file itself.`,
    );
  }
  const url = parseAddress(location, from);
  if (from.protocol === 'https:' && url.protocol !== 'https:') {
    throw new DownloadFailed('redirect', `${from.host} redirects from https to http, which is not followed.`);
  }
  return url;
}

/** A resolver that hangs does not keep a task from being stopped. */
async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop = () => {};
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason instanceof Error ? signal.reason : new Error('Stopped.'));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
