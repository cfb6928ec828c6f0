/** One request for a file, and what its answer means before any of it is read. */
import type { LookupAddress } from 'node:dns';
import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { connectionFailure } from './connection-failure.js';
import { DownloadFailed } from './download-failed.js';

// Own agents: the global ones may be told by the environment to go through a proxy, which would connect for us.
const httpAgent = new HttpAgent({ keepAlive: false });
const httpsAgent = new HttpsAgent({ keepAlive: false, rejectUnauthorized: true });

export interface Exchange {
  url: URL;
  /** The only addresses that are connected to. */
  addresses: readonly LookupAddress[];
  headers: Record<string, string>;
  /** Milliseconds without a byte after which it is given up. */
  idle: number;
  signal: AbortSignal;
}

/**
 * Sends it and waits for the head of the answer; the caller reads or destroys the rest.
 * @throws DownloadFailed `connection`, `certificate`, `timeout`; the signal's reason
 */
export function exchange({ url, addresses, headers, idle, signal }: Exchange): Promise<IncomingMessage> {
  const secure = url.protocol === 'https:';
  const options: RequestOptions = {
    method: 'GET',
    agent: secure ? httpsAgent : httpAgent,
    headers: { 'user-agent': 'MooPanel agent', accept: '*/*', 'accept-encoding': 'identity', ...headers },
    lookup: pinned(addresses),
    signal,
    timeout: idle,
  };
  return new Promise((resolve, reject) => {
    let answer: IncomingMessage | undefined;
    const sent = (secure ? httpsRequest : httpRequest)(url, options);
    sent.on('timeout', () => {
      const late = new DownloadFailed(
        'timeout',
        `${url.host} does not answer any more: try again later.`,
        true,
      );
      (answer ?? sent).destroy(late);
    });
    sent.on('error', (error) => reject(signal.aborted ? signal.reason : connectionFailure(error, url)));
    sent.on('response', (response) => resolve((answer = response)));
    sent.end();
  });
}

/** Answers with what was checked, whatever the name would resolve to by now. */
function pinned(addresses: readonly LookupAddress[]): LookupFunction {
  return (_hostname, options, done) => {
    const [first] = addresses;
    if (options.all || !first) done(null, [...addresses]);
    else done(null, first.address, first.family);
  };
}

/** What a status other than 200 and 206 means. @param withToken a token was sent */
export function statusFailure(url: URL, status: number, withToken: boolean): DownloadFailed {
  const host = url.host;
  if (status === 401 || status === 403) {
    return new DownloadFailed(
      'unauthorized',
      withToken
        ? `${host} does not accept the download token (HTTP ${status}): renew it in AGENT_DOWNLOAD_TOKENS.`
        : `${host} does not give the file without a sign-in (HTTP ${status}): configure a token, AGENT_DOWNLOAD_TOKENS="${host}=…", or let the panel hand over the zip. An address that expires may be too old: ask for it again.`,
    );
  }
  if (status === 404 || status === 410) {
    return new DownloadFailed('not-found', `${host} has no such file (HTTP ${status}): check the address.`);
  }
  const later = status === 408 || status === 425 || status === 429 || status >= 500;
  return new DownloadFailed(
    'answer',
    `${host} answers with HTTP ${status} instead of the file: ${later ? 'try again later' : 'check the address'}.`,
    later,
  );
}
