/** Sends a file as the body of a request, with progress; `fetch` cannot tell how much has left. */
import type { LibraryUploaded } from '../../../contract/panel/library.js';
import { routeUrl } from './client.js';
import { errorFrom, noAnswer } from './errors.js';

/**
 * @param onProgress from 0 to 1, as the bytes leave
 * @throws ApiError as `call` does; DOMException `AbortError` when `signal` ends it
 */
export function uploadZip(
  file: File,
  { onProgress, signal }: { onProgress: (part: number) => void; signal: AbortSignal },
): Promise<LibraryUploaded> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', routeUrl('libraryUpload', undefined, { file_name: file.name }));
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('content-type', 'application/zip');
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(noAnswer());
    request.onabort = () => reject(new DOMException('The upload was ended.', 'AbortError'));
    request.onload = () => {
      const answer = new Response(request.responseText || null, {
        status: request.status,
        headers: { 'retry-after': request.getResponseHeader('retry-after') ?? '' },
      });
      if (!answer.ok) void errorFrom(answer).then(reject);
      else answer.json().then((body) => resolve(body as LibraryUploaded), reject);
    };
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}
