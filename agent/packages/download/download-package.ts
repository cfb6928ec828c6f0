/** Brings the zip of a plugin or of Moodle to this machine: streamed, limited, checked, and from nowhere inside. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FileDigests } from '../../../inspection/plugin-package.js';
import { attemptDownload, type Attempt } from './attempt.js';
import { parseAddress, systemResolve, type Resolve } from './destination.js';
import { DownloadFailed } from './download-failed.js';
import { PartialFile } from './partial-file.js';

const ATTEMPTS = 4;

export interface DownloadRequest {
  /** http or https. May hold a signature in its query: it stands in no message. */
  url: string;
  /** What the file must be, in hexadecimal. */
  sha256?: string | null;
  md5?: string | null;
  /** Absolute path of a file that must not exist. Gone again after an error. */
  target: string;
  maxBytes: number;
  signal: AbortSignal;
  /** Bytes; the total is null where the host does not tell it. */
  onProgress?(received: number, total: number | null): void;
}

export interface DownloadOptions {
  /** Hosts (`mirror.example.org`, also with a port), addresses and CIDR ranges that may be in a private network. */
  allowedHosts: readonly string[];
  /** Bearer tokens by host (with its port where that is not the usual one); each goes to its own host only. */
  tokens: Readonly<Record<string, string>>;
  /** Finds a host's addresses; by default as the system does. */
  resolve?: Resolve;
  /** Milliseconds without a byte, and for everything together. */
  timeouts?: { idle?: number; total?: number };
  /** Waits between two attempts. */
  wait?(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/**
 * Downloads a file; what was cut off is continued where the host can do that.
 * @returns size and digests of the file, which is on the disk
 * @throws DownloadFailed; the signal's reason; a system error such as `EEXIST` for the target
 */
export async function downloadPackage(
  request: DownloadRequest,
  options: DownloadOptions,
): Promise<FileDigests> {
  const { allowedHosts, tokens, resolve = systemResolve, timeouts = {} } = options;
  const { idle = 60_000, total = 60 * 60_000 } = timeouts;
  request.signal.throwIfAborted();
  const url = parseAddress(request.url);
  const late = new DownloadFailed(
    'timeout',
    `The download from ${url.host} takes too long: try again later.`,
  );
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(late), total);
  const signal = AbortSignal.any([request.signal, deadline.signal]);
  let file: PartialFile | undefined;
  try {
    file = await PartialFile.create(request.target);
    const { maxBytes, onProgress } = request;
    const attempt: Attempt = {
      url,
      route: { allowedHosts, tokens, resolve, idle, signal },
      file,
      maxBytes,
      digestKnown: Boolean(request.sha256 ?? request.md5),
      validator: null,
      onProgress,
    };
    await withRetries(attempt, options.wait ?? waitFor);
    const digests = file.digests();
    assertExpected(request, digests, url);
    await file.keep();
    return digests;
  } catch (error) {
    await file?.discard();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function withRetries(attempt: Attempt, wait: NonNullable<DownloadOptions['wait']>): Promise<void> {
  for (let tried = 1; ; tried++) {
    try {
      return await attemptDownload(attempt);
    } catch (error) {
      if (!(error instanceof DownloadFailed) || !error.retry || tried >= ATTEMPTS) throw error;
      await wait(500 * 4 ** (tried - 1), attempt.route.signal);
    }
  }
}

async function waitFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted());
}

function assertExpected(request: DownloadRequest, found: FileDigests, url: URL): void {
  for (const kind of ['sha256', 'md5'] as const) {
    const expected = request[kind];
    if (expected && expected.toLowerCase() !== found[kind]) {
      throw new DownloadFailed(
        'digest',
        `The file from ${url.host} is not the expected one (its ${kind} is ${found[kind]}, not ${expected.toLowerCase()}): do not use it; look for updates again and retry.`,
      );
    }
  }
}
