/** One attempt at a file: from its beginning, or from where the last connection was cut. */
import type { IncomingMessage } from 'node:http';
import { connectionFailure } from './connection-failure.js';
import { DownloadFailed } from './download-failed.js';
import { follow, type Route } from './follow.js';
import type { PartialFile } from './partial-file.js';

export interface Attempt {
  url: URL;
  route: Route;
  file: PartialFile;
  maxBytes: number;
  /** Whether the whole file's digest will be compared, so that a wrong continuation is found out. */
  digestKnown: boolean;
  /** Of the file as it was first seen; null without one that tells two files apart for sure. */
  validator: { etag: string } | null;
  onProgress?(received: number, total: number | null): void;
}

/**
 * Adds to the file until it is whole; `validator` is kept for the next attempt.
 * @throws DownloadFailed, with `retry` when another attempt may bring the rest
 */
export async function attemptDownload(attempt: Attempt): Promise<void> {
  const { file, route } = attempt;
  const resume = file.size > 0 && (attempt.validator !== null || attempt.digestKnown);
  if (file.size > 0 && !resume) await file.restart();
  const { url, response } = await follow(attempt.url, route, resume ? rangeHeaders(attempt) : {});
  try {
    await take(attempt, url, response);
  } catch (error) {
    throw route.signal.aborted ? route.signal.reason : connectionFailure(error, url);
  } finally {
    response.destroy();
  }
}

function rangeHeaders({ file, validator }: Attempt): Record<string, string> {
  return { range: `bytes=${file.size}-`, ...(validator ? { 'if-range': validator.etag } : {}) };
}

async function take(attempt: Attempt, url: URL, response: IncomingMessage): Promise<void> {
  const { file, maxBytes } = attempt;
  const encoding = response.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    throw new DownloadFailed(
      'answer',
      `${url.host} sends the file encoded as ${encoding}, which was not asked for.`,
    );
  }
  if (/^text\/html\b/i.test(response.headers['content-type'] ?? '')) {
    throw new DownloadFailed(
      'answer',
      `${url.host} answers with a web page instead of the file: it may want a sign-in. Give the address of the zip itself, or a token in AGENT_DOWNLOAD_TOKENS.`,
    );
  }
  if (response.statusCode === 416 || (response.statusCode === 206 && !continues(attempt, response))) {
    // Not the rest of what is here: the next attempt begins anew.
    await file.restart();
    attempt.validator = null;
    throw new DownloadFailed('connection', `${url.host} could not continue the download: try again.`, true);
  }
  if (response.statusCode === 200 && file.size > 0) await file.restart();
  attempt.validator = validatorOf(response);
  const total = totalOf(response, file.size);
  if (total !== null && total > maxBytes) throw tooLarge(total, maxBytes);
  for await (const chunk of response as AsyncIterable<Buffer>) {
    if (file.size + chunk.length > maxBytes) throw tooLarge(null, maxBytes);
    await file.append(chunk);
    attempt.onProgress?.(file.size, total);
  }
  if (total !== null && file.size !== total) {
    throw new DownloadFailed('connection', `The connection to ${url.host} was cut: try again.`, true);
  }
}

/** Whether the answer begins where the file ends, and is of the same file. */
function continues({ file, validator }: Attempt, response: IncomingMessage): boolean {
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers['content-range'] ?? '');
  if (!range || file.size === 0 || Number(range[1]) !== file.size) return false;
  return validator === null || response.headers.etag === validator.etag;
}

/** A weak one (`W/…`) may be the same for files that differ. */
function validatorOf(response: IncomingMessage): Attempt['validator'] {
  const etag = response.headers.etag;
  return etag && /^"[\x21\x23-\x7e]*"$/.test(etag) ? { etag } : null;
}

function totalOf(response: IncomingMessage, before: number): number | null {
  const length = response.headers['content-length'];
  return length !== undefined && /^\d{1,15}$/.test(length) ? before + Number(length) : null;
}

function tooLarge(total: number | null, limit: number): DownloadFailed {
  return new DownloadFailed(
    'too-large',
    `The file has ${total === null ? 'more than the' : `${total} bytes; the`} ${limit} bytes that may be downloaded: AGENT_DOWNLOAD_MAX_MB sets the limit.`,
  );
}
