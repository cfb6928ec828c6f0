import { useEffect, useRef, useState } from 'react';
import { call } from '../api/client.js';
import { uploadChunk } from '../api/upload.js';
import { ChunkedUpload, type UploadCalls, type UploadState } from './chunked-upload.js';

function callsOf(siteId: number): UploadCalls {
  return {
    begin: (name, size, signal) => call('siteUploadCreate', { id: siteId, body: { name, size }, signal }),
    look: (upload, signal) => call('siteUploadGet', { id: siteId, parts: { upload }, signal }),
    put: (upload, offset, piece, options) => uploadChunk({ siteId, upload, offset }, piece, options),
    drop: (upload) => call('siteUploadDelete', { id: siteId, parts: { upload } }),
  };
}

/** One file on its way to a site. A file that has not been used when the page is left is thrown away. */
export function useChunkedUpload(siteId: number) {
  const current = useRef<ChunkedUpload | null>(null);
  const used = useRef(false);
  const [file, setFile] = useState<File | null>(null);
  const [state, setState] = useState<UploadState>({ kind: 'idle' });
  const busy = state.kind === 'sending' || state.kind === 'paused';

  useEffect(() => {
    const online = () => {
      if (current.current?.state.kind === 'paused' && current.current.state.error?.status === 0) {
        void current.current.start();
      }
    };
    window.addEventListener('online', online);
    return () => {
      window.removeEventListener('online', online);
      if (!used.current) void current.current?.cancel();
    };
  }, []);
  // The browser asks before the tab is closed.
  useEffect(() => {
    if (!busy) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [busy]);

  return {
    file,
    state,
    send: (next: File) => {
      const upload: ChunkedUpload = new ChunkedUpload(next, callsOf(siteId), (now) => {
        if (current.current === upload) setState(now);
      });
      current.current = upload;
      setFile(next);
      void upload.start();
    },
    pause: () => current.current?.pause(),
    resume: () => void current.current?.start(),
    cancel: () => {
      void current.current?.cancel();
      current.current = null;
      setFile(null);
      setState({ kind: 'idle' });
    },
    /** Says that the site has taken the file. */
    keep: () => {
      used.current = true;
    },
  };
}
