/** One HTTP exchange with an agent that may be slow, broken or hostile. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Readable } from 'node:stream';
import axios, { AxiosError, type AxiosInstance, type AxiosResponse } from 'axios';
import { API_KEY_HEADER, errorReply } from '../../contract/agent/common.js';
import { JsonRefused, parseGuardedJson } from '../../runtime/json-guard.js';
import { apiBase, assertPublicHost, publicLookup } from './address.js';
import { AgentError } from './agent-error.js';

/** What is needed to speak to one site. */
export interface AgentAddress {
  url: string;
  key: string;
}

export interface AgentRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the base path. */
  path: string;
  query?: Record<string, string | number>;
  /** Goes below `data` of the body. */
  data?: unknown;
  /** Instead of `data`: bytes that are sent as they come, `length` of them. */
  body?: { stream: Readable; length: number };
  /** Milliseconds for the whole exchange. */
  timeout?: number;
  /** Bytes that an answer may have, counted after decompression. */
  maxBytes?: number;
  headers?: Record<string, string>;
  /** Ends the exchange early. */
  signal?: AbortSignal;
}

const DEFAULT_TIMEOUT = 20_000;
const DEFAULT_MAX_BYTES = 4 * 1024 * 1024;

export class AgentTransport {
  private readonly http: AxiosInstance;

  /** @param allowPrivate false keeps the panel from connecting to private addresses */
  constructor(private readonly allowPrivate: boolean) {
    const lookup = allowPrivate ? {} : { lookup: publicLookup };
    this.http = axios.create({
      // A redirect would carry the key to somebody else.
      maxRedirects: 0,
      proxy: false,
      validateStatus: () => true,
      httpAgent: new HttpAgent(lookup),
      httpsAgent: new HttpsAgent(lookup),
    });
  }

  /**
   * Sends a request and reads its answer as JSON.
   * @throws AgentError
   */
  async json(site: AgentAddress, request: AgentRequest): Promise<unknown> {
    return readJson(await this.bytes(site, request));
  }

  /**
   * Sends a request and reads its answer's bytes.
   * @throws AgentError
   */
  async bytes(site: AgentAddress, request: AgentRequest): Promise<Buffer> {
    const response = await this.send<ArrayBuffer>(site, request, {
      responseType: 'arraybuffer',
      maxContentLength: request.maxBytes ?? DEFAULT_MAX_BYTES,
      signal: anyOf(AbortSignal.timeout(request.timeout ?? DEFAULT_TIMEOUT), request.signal),
    });
    const bytes = Buffer.from(response.data);
    if (response.status >= 300) throw statusError(response.status, bytes);
    return bytes;
  }

  /**
   * Opens a stream; the caller reads or destroys it. `timeout` bounds the wait for the head only.
   * @throws AgentError
   */
  async stream(site: AgentAddress, request: AgentRequest): Promise<AxiosResponse<Readable>> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), request.timeout ?? DEFAULT_TIMEOUT);
    const response = await this.send<Readable>(site, request, {
      responseType: 'stream',
      decompress: false,
      signal: anyOf(abort.signal, request.signal),
    }).finally(() => clearTimeout(timer));
    if (response.status >= 300 && response.status !== 416) {
      response.data.destroy();
      throw statusError(response.status, Buffer.alloc(0));
    }
    return response;
  }

  private async send<T>(
    site: AgentAddress,
    request: AgentRequest,
    how: Pick<
      Parameters<AxiosInstance['request']>[0],
      'responseType' | 'maxContentLength' | 'signal' | 'decompress'
    >,
  ): Promise<AxiosResponse<T>> {
    if (!this.allowPrivate) assertPublicHost(site.url);
    try {
      return await this.http.request<T>({
        method: request.method,
        url: apiBase(site.url) + request.path,
        params: request.query,
        data: request.body?.stream ?? (request.data === undefined ? undefined : { data: request.data }),
        headers: {
          accept: 'application/json',
          ...(request.body && {
            'content-type': 'application/octet-stream',
            'content-length': String(request.body.length),
          }),
          ...request.headers,
          [API_KEY_HEADER]: site.key,
        },
        ...how,
      });
    } catch (error) {
      throw connectionError(error);
    }
  }
}

const anyOf = (first: AbortSignal, second?: AbortSignal) =>
  second ? AbortSignal.any([first, second]) : first;

function readJson(bytes: Buffer): unknown {
  try {
    return parseGuardedJson(bytes);
  } catch (error) {
    const reason = error instanceof JsonRefused ? error.message : 'Not readable.';
    throw badReply(reason);
  }
}

export function badReply(reason: string): AgentError {
  return new AgentError(
    'bad_reply',
    `The answer is not of the protocol: ${reason}`,
    'Check that the address is that of an agent or of a Moodle with the plugin local_moopanel.',
  );
}

function connectionError(error: unknown): AgentError {
  if (!(error instanceof AxiosError)) {
    if (error instanceof AgentError) return error;
    throw error;
  }
  if (error.cause instanceof AgentError) return error.cause;
  const code = error.code ?? '';
  if (['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code)) {
    return new AgentError(
      'unreachable',
      `No connection (${code}).`,
      'Check the address, and that the agent runs and may be reached from the panel.',
    );
  }
  if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/.test(code)) {
    return new AgentError(
      'unreachable',
      `The site’s certificate is not accepted (${code}).`,
      'Renew the certificate, or give its authority to the panel with NODE_EXTRA_CA_CERTS.',
    );
  }
  if (code === 'ERR_BAD_RESPONSE' && /maxContentLength/.test(error.message)) {
    return badReply('It is too large.');
  }
  if (code === 'ERR_CANCELED' || code === 'ETIMEDOUT' || code === 'ECONNABORTED') {
    return new AgentError('timeout', 'No answer in time.', 'The site is slow or stuck: look at its load.');
  }
  return new AgentError(
    'timeout',
    `The connection was lost (${code || 'unknown reason'}).`,
    'Try again; look at the agent’s log if it stays.',
  );
}

function statusError(status: number, body: Buffer): AgentError {
  const words = wordsOf(body) ?? `HTTP ${status}`;
  if (status < 400) {
    return new AgentError(
      'bad_reply',
      `The address redirects (HTTP ${status}).`,
      'Enter the address that it leads to; keys are not sent along a redirect.',
      status,
    );
  }
  if (status === 401 || status === 403) {
    return new AgentError(
      'unauthorized',
      words,
      'Check the key, its expiry, and the agent’s list of addresses.',
      status,
    );
  }
  if (status === 404 || status === 405 || status === 501) {
    return new AgentError('unsupported', words, 'This agent or plugin does not offer it.', status);
  }
  if (status === 423) {
    return new AgentError(
      'disabled',
      words,
      'Its operator has switched the agent off: switch it on at the site.',
      status,
    );
  }
  if (status === 429 || status >= 500) {
    return new AgentError(
      'busy',
      words,
      'Try again in a while; look at the agent’s log if it stays.',
      status,
    );
  }
  return new AgentError('refused', words, 'The site refused the request; nothing was changed.', status);
}

/** The agent's own sentence, if the body has one of the protocol's form; cut, for it may be anybody's text. */
function wordsOf(body: Buffer): string | null {
  try {
    const parsed = errorReply.safeParse(parseGuardedJson(body));
    return parsed.success ? parsed.data.error.slice(0, 300) : null;
  } catch {
    return null;
  }
}
