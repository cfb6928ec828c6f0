/** A sample site in a temporary folder, and what its tests do with archives. */
import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack, type Header } from 'tar-stream';
import { createLogger } from '../../../../runtime/logger.js';
import { readArchive } from '../../archive-entries.js';
import { readText } from '../../archive-xml.js';
import type { BridgeRun } from '../../bridge.js';
import type { Site } from '../../site.js';
import { SampleEditor } from '../sample-editor.js';
import { SampleSql } from '../sql.js';
import { sampleLayout, type SampleLayout } from '../layout.js';
import { openBuiltSite } from './built-site.js';

export const silent = createLogger('test', 'silent');

export interface TestRun extends BridgeRun {
  fractions: number[];
  lines: string[];
}

export function testRun(signal: AbortSignal = new AbortController().signal): TestRun {
  const fractions: number[] = [];
  const lines: string[] = [];
  return {
    signal,
    fractions,
    lines,
    progress: (fraction) => void fractions.push(fraction),
    log: (line) => void lines.push(line),
  };
}

export interface SampleFixture {
  /** For whatever the test makes. */
  folder: string;
  layout: SampleLayout;
  site: Site;
  editor: SampleEditor;
  sql: SampleSql;
  /** What lies in Moodle's folder for backups that are being made. */
  leftovers(): Promise<string[]>;
  dispose(): Promise<void>;
}

export async function openFixture(): Promise<SampleFixture> {
  const folder = await mkdtemp(join(tmpdir(), 'moopanel-sample-'));
  const layout = sampleLayout(join(folder, 'site'));
  const site = await openBuiltSite(layout.folder, silent);
  const editor = new SampleEditor(layout.folder);
  const sql = new SampleSql(layout.database);
  return {
    folder,
    layout,
    site,
    editor,
    sql,
    leftovers: () => readdir(layout.backupTempdir),
    async dispose() {
      sql.close();
      editor.close();
      await site.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The archive's text files by path. */
export async function readTexts(file: string): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  await readArchive(file, new AbortController().signal, async ({ path, stream }) => {
    texts.set(path, await readText(stream, path));
    return true;
  });
  return texts;
}

/** Writes a gzipped tar; an entry may be something else than a file. */
export async function writeTgz(
  file: string,
  texts: Iterable<[string, string]>,
  strange: Pick<Header, 'name' | 'type' | 'linkname'>[] = [],
): Promise<string> {
  const tar = pack();
  for (const header of strange) tar.entry(header);
  for (const [name, text] of texts) tar.entry({ name }, text);
  tar.finalize();
  await pipeline(tar as unknown as NodeJS.ReadableStream, createGzip(), createWriteStream(file));
  return file;
}
