/** Why a file could not be downloaded, in words that say what to do next. */

export type DownloadFailure =
  /** An address that is no plain one of http or https. */
  | 'address'
  /** The address, or one that it redirects to, leads into a network of one's own. */
  | 'private-address'
  /** Too many redirects, or one from https to http. */
  | 'redirect'
  /** 401 or 403. */
  | 'unauthorized'
  /** 404 or 410. */
  | 'not-found'
  /** Any other status, or an answer that is not the file. */
  | 'answer'
  | 'certificate'
  /** No such host, refused, or cut off again and again. */
  | 'connection'
  | 'timeout'
  | 'too-large'
  /** Not the file that was expected. */
  | 'digest'
  /** The disk is full. */
  | 'disk';

export class DownloadFailed extends Error {
  /** @param retry whether the same may go well a little later */
  constructor(
    readonly code: DownloadFailure,
    message: string,
    readonly retry = false,
  ) {
    super(message);
    this.name = 'DownloadFailed';
  }
}
