/** What an error of a connection means. */
import { DownloadFailed } from './download-failed.js';

const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** The error itself where it says all, or nothing about the connection. */
export function connectionFailure(error: unknown, url: URL): unknown {
  if (error instanceof DownloadFailed) return error;
  const code: unknown =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (typeof code !== 'string') return error;
  if (full.has(code)) {
    return new DownloadFailed(
      'disk',
      'The disk is full: make room where the agent keeps its data, and try again.',
    );
  }
  if (/CERT|SIGNED|UNABLE_TO|ALTNAME|^ERR_TLS|^ERR_SSL|^EPROTO/.test(code)) {
    return new DownloadFailed(
      'certificate',
      `The certificate of ${url.host} is not accepted (${code}): renew it there, or give its authority to the agent with NODE_EXTRA_CA_CERTS.`,
    );
  }
  if (/^(E(CONN|PIPE|HOST|NET|TIMEDOUT|ADDR)|ERR_STREAM_PREMATURE_CLOSE|HPE_)/.test(code)) {
    return new DownloadFailed(
      'connection',
      `The connection to ${url.host} failed (${code}): check that the agent’s machine reaches it, and try again.`,
      true,
    );
  }
  return error;
}
