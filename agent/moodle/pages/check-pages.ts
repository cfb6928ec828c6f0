/** Asks a site for its front page and its login page as a visitor would. */
import { Agent } from 'node:https';
import type { Readable } from 'node:stream';
import axios, { isAxiosError } from 'axios';
import { BridgeError } from '../bridge.js';
import type { PageCheck } from '../change-bridge.js';
import { pageProblem } from './page-problem.js';

/** Milliseconds for one page with all its redirects. */
const TIMEOUT = 20_000;
/** Bytes of a page that are looked at. */
const BODY_LIMIT = 2 * 1024 * 1024;
const REDIRECTS = 10;

export interface PagesRequest {
  wwwroot: string;
  /** AGENT_SITE_URL: asked instead of wwwroot, with the host of wwwroot named in the request. */
  siteUrl?: string;
  /** `$CFG->reverseproxy`: such a site wants to be asked for by another name than its own. */
  reverseProxy?: boolean;
  signal: AbortSignal;
}

/**
 * Looks at both pages, one after the other: the first request after an upgrade fills Moodle's caches.
 * @throws BridgeError `aborted` when the signal says so, for nothing else
 */
export async function checkPages(request: PagesRequest): Promise<PageCheck[]> {
  const checks: PageCheck[] = [];
  for (const path of ['/', '/login/index.php']) checks.push(await checkPage(path, request));
  return checks;
}

async function checkPage(path: string, request: PagesRequest): Promise<PageCheck> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT)]);
  try {
    return { path, ...(await look(path, request, signal)) };
  } catch (error) {
    if (request.signal.aborted) throw new BridgeError('aborted', 'Stopped while the site was looked at.');
    if (signal.aborted) {
      return { path, status: null, problem: `The page did not come within ${TIMEOUT / 1000} seconds.` };
    }
    return { path, status: null, problem: `The page cannot be reached: ${reasonOf(error)}` };
  }
}

async function look(
  path: string,
  request: PagesRequest,
  signal: AbortSignal,
): Promise<Omit<PageCheck, 'path'>> {
  const cookies = new Map<string, string>();
  let url = new URL(request.wwwroot + path);
  for (let i = 0; i <= REDIRECTS; i++) {
    const response = await get(url, request, cookies, signal);
    const { status } = response;
    const location = response.headers.location as unknown;
    if (status < 300 || status > 399 || typeof location !== 'string') {
      const page = await readBody(response.data);
      return { status, problem: pageProblem({ status, ...page }) };
    }
    response.data.destroy();
    if (!URL.canParse(location, url.href)) return { status, problem: 'The page leads to no address at all.' };
    const next = named(new URL(location, url), request);
    // Single sign-on: the site has answered, and the rest is not the site's.
    if (!sameSite(url, next)) return { status, problem: null };
    if (next.pathname.endsWith('/install.php')) {
      return { status, problem: 'Moodle wants to be installed: it does not find its config.php.' };
    }
    url = next;
  }
  return { status: null, problem: `The page leads from address to address, at last to ${url.href}.` };
}

/** Cookies are kept from page to page: Moodle's login page looks whether they are. */
async function get(url: URL, request: PagesRequest, cookies: Map<string, string>, signal: AbortSignal) {
  const own = new URL(request.wwwroot);
  const response = await axios.get<Readable>(reachable(url, request), {
    signal,
    responseType: 'stream',
    maxRedirects: 0,
    validateStatus: () => true,
    proxy: request.siteUrl ? false : undefined,
    headers: {
      'User-Agent': 'MooPanel agent',
      Accept: 'text/html',
      ...(cookies.size > 0 && { Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
      ...(request.siteUrl && !request.reverseProxy && { Host: own.host }),
    },
    ...(request.siteUrl && { httpsAgent: new Agent({ servername: own.hostname }) }),
  });
  for (const cookie of response.headers['set-cookie'] ?? []) {
    const match = /^([^=;]+)=([^;]*)/.exec(cookie);
    if (match) cookies.set(match[1]!, match[2]!);
  }
  return response;
}

/** Where the agent finds a page of the site's. */
function reachable(url: URL, { wwwroot, siteUrl }: PagesRequest): string {
  if (siteUrl === undefined) return url.href;
  const folder = new URL(wwwroot).pathname.replace(/\/$/, '');
  if (!url.pathname.startsWith(folder)) return new URL(url.pathname + url.search, siteUrl).href;
  return siteUrl + url.pathname.slice(folder.length) + url.search;
}

/** The other way round, for a web server that leads to its own address. */
function named(url: URL, { wwwroot, siteUrl }: PagesRequest): URL {
  if (siteUrl === undefined || url.origin !== new URL(siteUrl).origin) return url;
  return new URL(url.pathname + url.search, wwwroot);
}

/** Also when it leads from http to https of the same host. */
function sameSite(from: URL, to: URL): boolean {
  return from.hostname === to.hostname && (from.port === to.port || from.protocol !== to.protocol);
}

async function readBody(stream: Readable): Promise<{ body: string; cut: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    // Ending the loop ends the stream.
    if (size > BODY_LIMIT) break;
  }
  return { body: Buffer.concat(chunks).toString('utf8'), cut: size > BODY_LIMIT };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return isAxiosError(error) && error.code
    ? `${error.message || 'no answer'} (${error.code})`
    : error.message;
}
