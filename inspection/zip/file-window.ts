/** Reads pieces of a file, mostly in rising order, through one buffer: few system calls, constant memory. */
import type { FileHandle } from 'node:fs/promises';
import { PackageRefused } from '../package-refused.js';

const WINDOW = 256 * 1024;

export class FileWindow {
  #from = 0;
  #bytes: Buffer = Buffer.alloc(0);

  private constructor(
    readonly file: FileHandle,
    /** Of the whole file, in bytes. */
    readonly size: number,
  ) {}

  static async over(file: FileHandle): Promise<FileWindow> {
    return new FileWindow(file, (await file.stat()).size);
  }

  /**
   * @returns bytes that stay as they are only until the next call
   * @throws PackageRefused `damaged` when the file has no such place
   */
  async bytes(position: number, length: number): Promise<Buffer> {
    if (position < 0 || length < 0 || position + length > this.size) throw cutOff();
    const start = position - this.#from;
    if (start >= 0 && start + length <= this.#bytes.length) {
      return this.#bytes.subarray(start, start + length);
    }
    if (length > WINDOW) return this.#read(position, length);
    this.#bytes = await this.#read(position, Math.min(WINDOW, this.size - position));
    this.#from = position;
    return this.#bytes.subarray(0, length);
  }

  /** A part of the file, in pieces that stay as they are. */
  async *stream(position: number, length: number): AsyncGenerator<Buffer> {
    for (let done = 0; done < length;) {
      const piece = await this.#read(position + done, Math.min(WINDOW, length - done));
      done += piece.length;
      yield piece;
    }
  }

  async #read(position: number, length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(length);
    let done = 0;
    while (done < length) {
      const { bytesRead } = await this.file.read(buffer, done, length - done, position + done);
      if (bytesRead === 0) throw cutOff();
      done += bytesRead;
    }
    return buffer;
  }
}

function cutOff(): PackageRefused {
  return new PackageRefused('damaged', 'The zip is damaged or cut off: fetch it again.');
}
