/** Files as zip.js reads and writes them: web streams over file handles, hashed on their way, in constant memory. */
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Reader } from './zip-library.js';

const CHUNK = 256 * 1024;

/** What has passed through a stream. */
export interface Tally {
  /** Bytes so far. */
  size: number;
  /** Hex; call once, at the end. */
  sha256(): string;
}

/** Counts and hashes chunks. */
export function tally(): Tally & { add(chunk: Uint8Array): void } {
  const hash = createHash('sha256');
  return {
    size: 0,
    add(chunk) {
      hash.update(chunk);
      this.size += chunk.length;
    },
    sha256: () => hash.digest('hex'),
  };
}

/** Reads a file from the start; `onChunk` sees every chunk. Ends with an error when the signal is aborted. */
export function readableOf(
  file: FileHandle,
  onChunk: (chunk: Uint8Array) => void,
  signal?: AbortSignal,
): ReadableStream<Uint8Array> {
  let position = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        signal?.throwIfAborted();
        const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, position);
        if (bytesRead === 0) return controller.close();
        position += bytesRead;
        const chunk = buffer.subarray(0, bytesRead);
        onChunk(chunk);
        controller.enqueue(chunk);
      },
    },
    { highWaterMark: 1 },
  );
}

/** Writes a file from the start; `onChunk` sees every chunk before it is written, and may throw. */
export function writableOf(
  file: FileHandle,
  onChunk: (chunk: Uint8Array) => void,
  signal?: AbortSignal,
): WritableStream<Uint8Array> {
  return new WritableStream<Uint8Array>({
    async write(chunk) {
      signal?.throwIfAborted();
      onChunk(chunk);
      for (let done = 0; done < chunk.length;) {
        done += (await file.write(chunk, done, chunk.length - done)).bytesWritten;
      }
    },
  });
}

/** Lets zip.js read a file in any order. */
export class FileReader extends Reader<FileHandle> {
  constructor(private readonly file: FileHandle) {
    super(file);
  }

  override async init(): Promise<void> {
    this.size = (await this.file.stat()).size;
  }

  override async readUint8Array(index: number, length: number): Promise<Uint8Array> {
    const wanted = Math.max(0, Math.min(length, this.size - index));
    const buffer = Buffer.allocUnsafe(wanted);
    let done = 0;
    while (done < wanted) {
      const { bytesRead } = await this.file.read(buffer, done, wanted - done, index + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return buffer.subarray(0, done);
  }
}
