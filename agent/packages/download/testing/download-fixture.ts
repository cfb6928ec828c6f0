/** Servers of this machine to download from, which are allowed by address, and a folder for what arrives. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { downloadPackage, type DownloadOptions, type DownloadRequest } from '../download-package.js';

export const content = randomBytes(300_000);
export const digest = (kind: string) => createHash(kind).update(content).digest('hex');
/** Answers every request with `content`. */
export const file: RequestListener = (_req, res) =>
  void res.writeHead(200, { 'content-length': content.length, etag: '"one"' }).end(content);

export class DownloadFixture {
  readonly #servers: Server[] = [];

  private constructor(
    readonly folder: string,
    readonly target: string,
  ) {}

  static async make(): Promise<DownloadFixture> {
    const folder = await mkdtemp(join(tmpdir(), 'moopanel-download-'));
    return new DownloadFixture(folder, join(folder, 'package.zip'));
  }

  /** @returns `127.0.0.1:port` */
  async serve(server: RequestListener | Server): Promise<string> {
    const listening = typeof server === 'function' ? createServer(server) : server;
    this.#servers.push(listening);
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(listening.address() as AddressInfo).port}`;
  }

  download(url: string, more: Partial<DownloadRequest> = {}, options: Partial<DownloadOptions> = {}) {
    return downloadPackage(
      { url, target: this.target, maxBytes: 1_000_000, signal: new AbortController().signal, ...more },
      { allowedHosts: ['127.0.0.1'], tokens: {}, wait: async () => {}, ...options },
    );
  }

  /** It fails like that, and nothing is left of it. */
  async expectFailure(work: Promise<unknown>, code: string, message = /./): Promise<void> {
    const failure = { name: 'DownloadFailed', code, message: expect.stringMatching(message) };
    await expect(work).rejects.toMatchObject(failure);
    expect(await readdir(this.folder)).toEqual([]);
  }

  async closeServers(): Promise<void> {
    for (const server of this.#servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  async end(): Promise<void> {
    await this.closeServers();
    await rm(this.folder, { recursive: true, force: true });
  }
}
