/**
 * The sample site's own update service, on a port of this machine that nobody else reaches: its offers can really be
 * downloaded and installed, without the internet.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import express from 'express';
import type { Logger } from '../../../../runtime/logger.js';
import { listen } from '../../../../runtime/http-server.js';
import type { Site } from '../../site.js';
import type { SampleLayout } from '../layout.js';
import { SampleSql } from '../sql.js';
import { makeOfferedZips } from './next-versions.js';
import { updateResponse } from './update-response.js';

export interface SampleProvider {
  /** Host and port, for those who may download from it. */
  readonly host: string;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/** Starts the service and lets the site ask it from now on. */
export async function startProvider(layout: SampleLayout, logger: Logger): Promise<SampleProvider> {
  const folder = join(layout.folder, 'updates');
  const zips = await makeOfferedZips(layout.moodleDir, folder);
  const md5 = new Map<string, string>();
  for (const { file } of zips)
    md5.set(
      basename(file),
      createHash('md5')
        .update(await readFile(file))
        .digest('hex'),
    );

  const now = () => Math.floor(Date.now() / 1000);
  const app = express().disable('x-powered-by');
  let base = '';
  app.all('/updates.php', (_req, res) => void res.json(updateResponse(now(), base, md5)));
  app.use(express.static(folder, { index: false }));
  const server = await listen(app, { port: 0, host: HOST, logger, stopGrace: 200 });
  base = server.url;
  pointSite(layout, base, JSON.stringify(updateResponse(now(), base, md5)));
  return { host: new URL(base).host, close: () => server.stop() };
}

/** The port is another one at every start; what was found before would lead nowhere. */
function pointSite(layout: SampleLayout, base: string, response: string): void {
  const sql = new SampleSql(layout.database);
  try {
    sql.transaction(() => {
      const name = 'alternativeupdateproviderurl';
      sql.remove('config', { name });
      sql.insert('config', { name, value: `${base}/updates.php` });
      sql.update('config_plugins', { plugin: 'core_plugin', name: 'recentresponse' }, { value: response });
    });
  } finally {
    sql.close();
  }
}

/** The site with its own update service beside it, which ends with it. */
export async function withProvider(site: Site, layout: SampleLayout, logger: Logger): Promise<Site> {
  const provider = await startProvider(layout, logger);
  return {
    ...site,
    mirrors: [provider.host],
    async close() {
      await provider.close();
      await site.close();
    },
  };
}
