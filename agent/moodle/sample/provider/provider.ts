/**
 * The sample site's own update service, on a port of this machine that nobody else reaches: its offers can really be
 * downloaded and installed, without the internet.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import express, { type Express } from 'express';
import type { Logger } from '../../../../runtime/logger.js';
import { listen, type RunningServer } from '../../../../runtime/http-server.js';
import { StartError } from '../../../../runtime/start-error.js';
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
/** Moodle's setting for another update service than its own. */
const SETTING = 'alternativeupdateproviderurl';

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
  const server = await listenAgain(app, portBefore(layout), logger);
  base = server.url;
  pointSite(layout, base, JSON.stringify(updateResponse(now(), base, md5)));
  return { host: new URL(base).host, close: () => server.stop() };
}

/**
 * On the port of the last start, if it is free: a panel orders what it was offered then until it has synced anew.
 * @param port 0 for any
 */
async function listenAgain(app: Express, port: number, logger: Logger): Promise<RunningServer> {
  const options = { host: HOST, logger, stopGrace: 200 };
  try {
    return await listen(app, { ...options, port });
  } catch (error) {
    if (port === 0 || !(error instanceof StartError)) throw error;
    return listen(app, { ...options, port: 0 });
  }
}

/** 0 where it was never started, or the site asks another service. */
function portBefore(layout: SampleLayout): number {
  const sql = new SampleSql(layout.database);
  try {
    const value = String(sql.first('config', { name: SETTING })?.value ?? '');
    const url = URL.canParse(value) ? new URL(value) : null;
    return url?.hostname === HOST ? Number(url.port) : 0;
  } finally {
    sql.close();
  }
}

/** What was found at another port before would lead nowhere. */
function pointSite(layout: SampleLayout, base: string, response: string): void {
  const sql = new SampleSql(layout.database);
  try {
    sql.transaction(() => {
      sql.remove('config', { name: SETTING });
      sql.insert('config', { name: SETTING, value: `${base}/updates.php` });
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
