/** Hands a file to a site in pieces; goes on where it was cut off, by asking how far it has come. */
import type { SiteUpload } from '../../../contract/panel/course-copies.js';
import { ApiError, asApiError } from '../api/errors.js';

/** Bytes of one piece, half of what an agent takes at once. */
export const PIECE = 8 * 1024 * 1024;
/** Pauses before the file is tried again by itself, in milliseconds; then it waits for somebody. */
const PAUSES = [1_000, 3_000, 8_000];

export type UploadState =
  | { kind: 'idle' }
  | { kind: 'sending'; sent: number }
  /** `error` is null where somebody paused it. */
  | { kind: 'paused'; sent: number; error: ApiError | null }
  | { kind: 'done'; upload: string }
  /** It cannot go on. */
  | { kind: 'refused'; error: ApiError };

/** What the upload needs of the panel's API. */
export interface UploadCalls {
  begin: (name: string, size: number, signal: AbortSignal) => Promise<SiteUpload>;
  look: (upload: string, signal: AbortSignal) => Promise<SiteUpload>;
  put: (
    upload: string,
    offset: number,
    piece: Blob,
    options: { onProgress: (part: number) => void; signal: AbortSignal },
  ) => Promise<SiteUpload>;
  drop: (upload: string) => Promise<unknown>;
}

export class ChunkedUpload {
  #state: UploadState = { kind: 'idle' };
  #upload: string | null = null;
  /** Bytes that the site has. */
  #received = 0;
  #run: AbortController | null = null;

  constructor(
    readonly file: File,
    private readonly calls: UploadCalls,
    private readonly onState: (state: UploadState) => void,
    /** Waits; ends early when the signal does. */
    private readonly wait: (ms: number, signal: AbortSignal) => Promise<void> = pause,
  ) {}

  get state(): UploadState {
    return this.#state;
  }

  /** Begins, or goes on after a pause. Ends when the file has arrived, is paused, or is refused. */
  async start(): Promise<void> {
    if (this.#run || this.#state.kind === 'done') return;
    const run = new AbortController();
    this.#run = run;
    this.#set({ kind: 'sending', sent: this.#received });
    try {
      await this.#send(run.signal);
    } catch (error) {
      if (!run.signal.aborted) this.#fail(asApiError(error));
    } finally {
      if (this.#run === run) this.#run = null;
    }
  }

  /** Ends the piece that is on its way; `start` goes on. */
  pause(): void {
    if (!this.#run) return;
    this.#end();
    this.#set({ kind: 'paused', sent: this.#received, error: null });
  }

  /** Ends it for good and has the site throw away what it has. */
  async cancel(): Promise<void> {
    this.#end();
    const upload = this.#upload;
    this.#upload = null;
    this.#received = 0;
    this.#set({ kind: 'idle' });
    // What is left behind is thrown away by the agent after a while.
    if (upload !== null) await this.calls.drop(upload).catch(() => undefined);
  }

  async #send(signal: AbortSignal): Promise<void> {
    let failures = 0;
    /** Whether the site may have more, or less, than was heard from it. */
    let unsure = true;
    while (!signal.aborted) {
      const before = this.#received;
      try {
        this.#note(await this.#step(unsure, signal), signal);
        unsure = false;
        if (this.#received > before) failures = 0;
        if (this.#received >= this.file.size) return this.#finish();
      } catch (error) {
        const wait = PAUSES[failures++];
        if (signal.aborted || wait === undefined || !mayPass(error)) throw error;
        await this.wait(wait, signal);
        unsure = true;
      }
    }
  }

  /** One request: the beginning, a look at how far it is, or the next piece. */
  #step(unsure: boolean, signal: AbortSignal): Promise<SiteUpload> {
    const upload = this.#upload;
    if (upload === null) return this.calls.begin(this.file.name, this.file.size, signal);
    if (unsure) return this.calls.look(upload, signal);
    const from = this.#received;
    const piece = this.file.slice(from, from + PIECE);
    const onProgress = (part: number) => {
      if (!signal.aborted) this.#set({ kind: 'sending', sent: from + part * piece.size });
    };
    return this.calls.put(upload, from, piece, { onProgress, signal });
  }

  #note(upload: SiteUpload, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#upload = upload.id;
    this.#received = upload.received;
    this.#set({ kind: 'sending', sent: upload.received });
  }

  #finish(): void {
    if (this.#upload !== null) this.#set({ kind: 'done', upload: this.#upload });
  }

  #fail(error: ApiError): void {
    if (mayPass(error)) this.#set({ kind: 'paused', sent: this.#received, error });
    else this.#set({ kind: 'refused', error });
  }

  #end(): void {
    this.#run?.abort();
    this.#run = null;
  }

  #set(state: UploadState): void {
    this.#state = state;
    this.onState(state);
  }
}

/** A cut line, a busy server, and a piece for another place than is next: a look at the upload tells how to go on. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.status === 0 || error.status === 409 || error.status === 429 || error.status >= 500;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
