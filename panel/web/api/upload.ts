/** Sends a file as the body of a request, with progress; `fetch` cannot tell how much has left. */
import type { SiteUpload } from '../../../contract/panel/course-copies.js';
import type { LibraryUploaded } from '../../../contract/panel/library.js';
import { routeUrl } from './client.js';
import { errorFrom, noAnswer } from './errors.js';

interface SendOptions {
  /** From 0 to 1, as the bytes leave. */
  onProgress: (part: number) => void;
  signal: AbortSignal;
}

/** @throws ApiError as `call` does; DOMException `AbortError` when `signal` ends it */
export function uploadZip(file: File, options: SendOptions): Promise<LibraryUploaded> {
  const url = routeUrl('libraryUpload', undefined, { file_name: file.name });
  return sendBytes('POST', url, file, 'application/zip', options);
}

/**
 * Sends the next piece of a file that is handed to a site.
 * @param at the site, the upload, and the offset of the piece
 * @throws ApiError as `call` does, of status 409 where another offset is next; DOMException `AbortError` as above
 */
export function uploadChunk(
  at: { siteId: number; upload: string; offset: number },
  piece: Blob,
  options: SendOptions,
): Promise<SiteUpload> {
  const { siteId, upload, offset } = at;
  const url = routeUrl('siteUploadChunk', siteId, { offset }, undefined, { upload });
  return sendBytes('PUT', url, piece, 'application/octet-stream', options);
}

function sendBytes<Reply>(
  method: 'POST' | 'PUT',
  url: string,
  body: Blob,
  type: string,
  { onProgress, signal }: SendOptions,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('content-type', type);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(noAnswer());
    request.onabort = () => reject(new DOMException('The upload was ended.', 'AbortError'));
    request.onload = () => {
      const answer = new Response(request.responseText || null, {
        status: request.status,
        headers: { 'retry-after': request.getResponseHeader('retry-after') ?? '' },
      });
      if (!answer.ok) void errorFrom(answer).then(reject);
      else answer.json().then((reply) => resolve(reply as Reply), reject);
    };
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(body);
  });
}
