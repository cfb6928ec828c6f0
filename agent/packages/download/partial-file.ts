/** The file while it arrives, possibly over several connections. */
import { createHash, type Hash } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import type { FileDigests } from '../../../inspection/plugin-package.js';

export class PartialFile {
  size = 0;
  #sha256: Hash = createHash('sha256');
  #md5: Hash = createHash('md5');

  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
  ) {}

  /** @throws a system error with code `EEXIST` when the file is there already */
  static async create(path: string): Promise<PartialFile> {
    return new PartialFile(path, await open(path, 'wx', 0o600));
  }

  async append(bytes: Buffer): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const at = this.size + done;
      done += (await this.file.write(bytes, done, bytes.length - done, at)).bytesWritten;
    }
    this.#sha256.update(bytes);
    this.#md5.update(bytes);
    this.size += bytes.length;
  }

  async restart(): Promise<void> {
    await this.file.truncate(0);
    this.size = 0;
    this.#sha256 = createHash('sha256');
    this.#md5 = createHash('md5');
  }

  /** The digests so far, of a file that goes on. */
  digests(): FileDigests {
    return {
      size: this.size,
      sha256: this.#sha256.copy().digest('hex'),
      md5: this.#md5.copy().digest('hex'),
    };
  }

  /** Brings everything to the disk. */
  async keep(): Promise<void> {
    await this.file.sync();
    await this.file.close();
  }

  async discard(): Promise<void> {
    await this.file.close().catch(() => undefined);
    await rm(this.path, { force: true });
  }
}
