/** Uploads on their way and those that have just ended, one after the other. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { LibraryUploaded } from '../../../contract/panel/library.js';
import { asApiError, type ApiError } from '../api/errors.js';
import { keys } from '../api/query-keys.js';
import { uploadZip } from '../api/upload.js';
import { bytes } from '../ui/format.js';

export type UploadState =
  | { kind: 'waiting' }
  | { kind: 'sending'; part: number }
  /** All bytes have left; the panel inspects and stores them. */
  | { kind: 'inspecting' }
  | { kind: 'done'; item: LibraryUploaded }
  | { kind: 'refused'; error: ApiError };

export interface Upload {
  key: number;
  file: File;
  state: UploadState;
}

let lastKey = 0;

/** @param maxBytes what the panel takes; undefined while it is not known */
export function useUploads(maxBytes: number | undefined) {
  const client = useQueryClient();
  const [uploads, setUploads] = useState<Upload[]>([]);
  const line = useRef<Promise<void>>(Promise.resolve());
  const aborts = useRef(new Map<number, AbortController>());

  // Whoever leaves the page ends what is on its way.
  useEffect(() => {
    const running = aborts.current;
    return () => {
      for (const abort of running.values()) abort.abort();
    };
  }, []);

  const setState = (key: number, state: UploadState) =>
    setUploads((before) => before.map((upload) => (upload.key === key ? { ...upload, state } : upload)));

  const send = async ({ key, file }: Upload) => {
    const abort = aborts.current.get(key);
    if (!abort || abort.signal.aborted) return;
    try {
      const onProgress = (part: number) =>
        setState(key, part >= 1 ? { kind: 'inspecting' } : { kind: 'sending', part });
      setState(key, { kind: 'sending', part: 0 });
      const item = await uploadZip(file, { onProgress, signal: abort.signal });
      setState(key, { kind: 'done', item });
      void client.invalidateQueries({ queryKey: keys.library });
    } catch (error) {
      if (!abort.signal.aborted) setState(key, { kind: 'refused', error: asApiError(error) });
    } finally {
      aborts.current.delete(key);
    }
  };

  const add = (files: File[]) => {
    const added = files.map((file): Upload => {
      const error = refusal(file, maxBytes);
      return { key: ++lastKey, file, state: error ? { kind: 'refused', error } : { kind: 'waiting' } };
    });
    setUploads((before) => [...added, ...before]);
    for (const upload of added) {
      if (upload.state.kind !== 'waiting') continue;
      aborts.current.set(upload.key, new AbortController());
      line.current = line.current.then(() => send(upload));
    }
  };

  /** Takes one out of the list; one that is on its way is ended. */
  const remove = (key: number) => {
    aborts.current.get(key)?.abort();
    aborts.current.delete(key);
    setUploads((before) => before.filter((upload) => upload.key !== key));
  };

  return { uploads, add, remove };
}

/** What need not be sent to be refused. */
function refusal(file: File, maxBytes: number | undefined): ApiError | null {
  if (!/\.zip$/i.test(file.name)) {
    return asApiError(new Error('This is no zip: choose the file as the plugin’s page offers it.'));
  }
  if (maxBytes !== undefined && file.size > maxBytes) {
    return asApiError(
      new Error(
        `It has ${bytes(file.size)}; the library takes up to ${Math.floor(maxBytes / 1024 / 1024)} MB.`,
      ),
    );
  }
  return null;
}
