/** Writes a course as a `.mbz`, a gzipped tar in the layout of Moodle's own. */
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack, type Pack } from 'tar-stream';
import { BridgeError, type BridgeRun, type CourseArchive } from '../../bridge.js';
import { contentPath, contentsOf } from '../filedir.js';
import type { SampleLayout } from '../layout.js';
import { SampleSql, type StoredRow } from '../sql.js';
import { everything, type Included } from '../structure/included.js';
import { mapCourse, type CourseMap } from './course-map.js';
import { sampleSettings } from '../inventory/switches.js';
import { manifestXml } from './manifest.js';
import { archiveParts } from './parts.js';

/** The share of the progress that the XML files are; the rest is the contents, by their size. */
const xmlShare = 0.3;

/**
 * Backs up a course into `folder`, which goes with the archive's `release`.
 * @throws BridgeError `not-found`, `aborted`
 */
export async function writeCourseArchive(
  layout: SampleLayout,
  folder: string,
  courseId: number,
  run: BridgeRun,
  included: Included = everything,
): Promise<CourseArchive> {
  const sql = new SampleSql(layout.database);
  const path = join(folder, `backup-moodle2-course-${courseId}.mbz`);
  try {
    // Everything is read as it is at this moment, whatever is changed meanwhile.
    sql.execute('BEGIN');
    const map = mapCourse(sql, courseId, included);
    if (!map || map.course.format === 'site')
      throw new BridgeError('not-found', `There is no course ${courseId}.`);
    await writeTar(path, run.signal, (tar) => fill(tar, sql, map, included, layout, run));
  } catch (error) {
    if (run.signal.aborted) throw new BridgeError('aborted', 'The backup was stopped.');
    throw error;
  } finally {
    sql.close();
  }
  run.progress(1, 'Backup finished');
  const { size } = await stat(path);
  return { path, size, release: () => rm(folder, { recursive: true, force: true }) };
}

/** Both ends are waited for, whichever fails: nothing writes any more when this has ended. */
async function writeTar(
  path: string,
  signal: AbortSignal,
  fillIn: (tar: Pack) => Promise<void>,
): Promise<void> {
  signal.throwIfAborted();
  const tar = pack();
  // The pipeline reports what goes wrong, but stops listening when it has ended.
  tar.on('error', () => undefined);
  const target = createWriteStream(path, { mode: 0o600 });
  const writing = pipeline(tar as unknown as NodeJS.ReadableStream, createGzip(), target, { signal });
  const ends = await Promise.allSettled([fillIn(tar), writing]);
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
}

async function fill(
  tar: Pack,
  sql: SampleSql,
  map: CourseMap,
  included: Included,
  layout: SampleLayout,
  run: BridgeRun,
): Promise<void> {
  try {
    const time = Math.floor(Date.now() / 1000);
    const mtime = new Date(time * 1000);
    const add = (name: string, text: string) =>
      new Promise<void>((resolve, reject) =>
        // One that still waits for its turn when the pipeline is stopped says so here.
        tar.entry({ name, mtime }, text, (error) => (error ? reject(error) : resolve())).on('error', reject),
      );
    const settings = sampleSettings(sql);
    const by = {
      version: settings.core('version') ?? '',
      release: settings.core('release') ?? '',
      wwwroot: layout.wwwroot,
    };
    await add('moodle_backup.xml', manifestXml(map, included, `course_${map.course.id}.mbz`, time, by));
    const expected = map.sections.length + map.activities.length * 9 + 12;
    let written = 0;
    const files: StoredRow[] = [];
    for (const part of archiveParts(sql, map, included, files)) {
      run.signal.throwIfAborted();
      await add(part.path, part.xml);
      written += 1;
      if (part.path.endsWith('/module.xml') || written % 10 === 0) {
        run.progress(xmlShare * Math.min(1, written / expected), 'Writing the course');
        // The agent answers others between two activities.
        await new Promise(setImmediate);
      }
    }
    await addContents(tar, contentsOf(files), layout, run, mtime);
    tar.finalize();
  } catch (error) {
    tar.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}

/** When the archive is destroyed, so is the entry that it is at, which says so once more; nobody's error ends the process. */
function unheard(entry: ReturnType<Pack['entry']>): ReturnType<Pack['entry']> {
  entry.on('error', () => undefined);
  return entry;
}

async function addContents(
  tar: Pack,
  contents: ReadonlyMap<string, number>,
  layout: SampleLayout,
  run: BridgeRun,
  mtime: Date,
): Promise<void> {
  const total = [...contents.values()].reduce((sum, size) => sum + size, 0);
  let done = 0;
  for (const [hash, size] of contents) {
    const path = contentPath(layout.filedir, hash);
    if (!existsSync(path)) {
      run.log(`File content ${hash} is missing in the site's file pool and is left out`);
      continue;
    }
    const entry = unheard(tar.entry({ name: `files/${hash.slice(0, 2)}/${hash}`, size, mtime }));
    const source = createReadStream(path);
    source.on('data', (chunk) => {
      done += chunk.length;
      run.progress(xmlShare + (1 - xmlShare) * (done / total), 'Writing the files');
    });
    await pipeline(source, entry as unknown as Writable, { signal: run.signal });
  }
}
