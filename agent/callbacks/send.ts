/** One attempt to tell the panel. */
import axios, { AxiosError } from 'axios';
import { API_KEY_HEADER } from '../../contract/agent/common.js';
import {
  DELIVERY_HEADER,
  JOB_HEADER,
  signCallback,
  SIGNATURE_HEADER,
  TIMESTAMP_HEADER,
} from '../../contract/agent/signature.js';
import { parseRetryAfter, verdictOf, type Verdict } from './backoff.js';

/** Milliseconds for the whole attempt. */
export const SEND_TIMEOUT = 30_000;

export interface OutgoingCallback {
  deliveryId: string;
  /** Below the panel's address. */
  path: string;
  contentType: string;
  body: string;
  /** Null for one that belongs to no task. */
  taskId: number | null;
}

export interface SendOptions {
  /** May have a path of its own; without a slash at the end. */
  panelUrl: string;
  /** The site's key in clear text. */
  apiKey: string;
  clock: () => Date;
  signal: AbortSignal;
  timeout: number;
}

export interface SendResult {
  verdict: Verdict;
  /** Null when no answer came. */
  status: number | null;
  /** Seconds that the panel asked to wait. */
  retryAfter: number | null;
  /** For the operator; null when delivered. Never holds anything of the panel's answer, which could echo secrets. */
  error: string | null;
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

function whatHappened(status: number, panelUrl: string): string {
  if (status >= 300 && status < 400) {
    return `The panel at ${panelUrl} answered with a redirect (${status}), which is not followed: correct its address.`;
  }
  if (status === 401 || status === 403) {
    return `The panel refused this site's key (${status}): enter the agent's key in the panel, then send it again.`;
  }
  return `The panel answered ${status}.`;
}

/** Posts a callback once. Never throws: whatever goes wrong is told in the result. */
export async function sendCallback(callback: OutgoingCallback, options: SendOptions): Promise<SendResult> {
  const { panelUrl, apiKey, clock } = options;
  const { deliveryId, path, body, taskId } = callback;
  const timestamp = Math.floor(clock().getTime() / 1000);
  try {
    const response = await axios.post(panelUrl + path, Buffer.from(body), {
      headers: {
        'Content-Type': callback.contentType,
        'User-Agent': 'moopanel-agent',
        [API_KEY_HEADER]: apiKey,
        [TIMESTAMP_HEADER]: String(timestamp),
        [DELIVERY_HEADER]: deliveryId,
        ...(taskId === null ? {} : { [JOB_HEADER]: String(taskId) }),
        [SIGNATURE_HEADER]: signCallback(apiKey, { timestamp, deliveryId, path, body }),
      },
      maxRedirects: 0,
      // The status is all that counts; an endless answer must not be read.
      responseType: 'stream',
      validateStatus: () => true,
      signal: AbortSignal.any([options.signal, AbortSignal.timeout(options.timeout)]),
      // A proxy for the outer world does not know this machine.
      ...(loopback.has(new URL(panelUrl).hostname) ? { proxy: false as const } : {}),
    });
    (response.data as NodeJS.ReadableStream & { destroy(): void }).destroy();
    const { status } = response;
    const verdict = verdictOf(status);
    return {
      verdict,
      status,
      retryAfter: parseRetryAfter(response.headers['retry-after'], clock()),
      error: verdict === 'delivered' ? null : whatHappened(status, panelUrl),
    };
  } catch (error) {
    const reason =
      error instanceof AxiosError && error.code === AxiosError.ERR_CANCELED
        ? `no answer within ${options.timeout / 1000} seconds`
        : error instanceof AxiosError
          ? (error.code ?? error.message)
          : String(error);
    const text = `The panel at ${panelUrl} cannot be reached (${reason}).`;
    return { verdict: 'retry', status: null, retryAfter: null, error: text };
  }
}
