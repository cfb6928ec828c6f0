/** Serves the zips that a test has made, over real HTTP on this machine. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { listen } from '../../../runtime/http-server.js';
import { createLogger } from '../../../runtime/logger.js';
import { makePluginZip, type PluginZipOptions } from '../../../inspection/testing/make-plugin-zip.js';

export interface ZipServer {
  readonly folder: string;
  /** `127.0.0.1:41234` */
  readonly host: string;
  /** Makes a plugin's zip and says where it is. */
  plugin(options: PluginZipOptions): Promise<string>;
  /** The address of a file in the folder. */
  link(name: string): string;
  stop(): Promise<void>;
}

export async function startZipServer(): Promise<ZipServer> {
  const folder = await mkdtemp(join(tmpdir(), 'moopanel-zips-'));
  const app = express();
  // Moodle asks its update service by POST.
  app.post(/.*/, (req, _res, next) => {
    req.method = 'GET';
    next();
  });
  app.use(express.static(folder));
  const server = await listen(app, {
    port: 0,
    host: '127.0.0.1',
    logger: createLogger('test', 'silent'),
    stopGrace: 200,
  });
  let count = 0;
  const link = (name: string) => `${server.url}/${name}`;
  return {
    folder,
    host: new URL(server.url).host,
    link,
    async plugin(options) {
      const name = `${(count += 1)}-${options.component}.zip`;
      await makePluginZip(join(folder, name), options);
      return link(name);
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
