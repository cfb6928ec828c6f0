/** Packs an export's files into its zip, reads the zip back, and only then gives it its name. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipArchive } from 'archiver';
import { syncFolder } from '../../../runtime/sync-folder.js';
import { partName } from '../../backup/storage/part-file.js';
import { ExportFileRefused } from './export-file.js';
import { FORMAT, FORMAT_VERSION, MANIFEST, type Manifest } from './manifest.js';
import { openExportFile } from './read-export.js';

export interface PackRequest {
  folder: string;
  fileName: string;
  facts: Omit<Manifest, 'format' | 'version' | 'files'>;
  /** In the order in which they stand in the zip; each with where it lies now. */
  files: readonly { source: string; entry: Manifest['files'][number] }[];
  signal: AbortSignal;
  progress(fraction: number, message?: string): void;
}

export interface PackedExport {
  /** Absolute. */
  path: string;
  /** Bytes, and digest, of the zip. */
  size: number;
  sha256: string;
  counts: Manifest['counts'];
}

/** What is made here must read back whatever the reader's limits are: those are for files of others. */
const unlimited = {
  fileBytes: Infinity,
  entries: Infinity,
  entities: Infinity,
  rowsBytes: Infinity,
  ratio: Infinity,
};

/** The file is whole and on disk when this resolves; on an error nothing of it is left. */
export async function packExport(request: PackRequest): Promise<PackedExport> {
  const { folder, fileName, facts, files, signal, progress } = request;
  const part = join(folder, partName(fileName));
  const manifest: Manifest = {
    format: FORMAT,
    version: FORMAT_VERSION,
    ...facts,
    files: files.map(({ entry }) => entry),
  };
  try {
    progress(0, 'Packing');
    const { size, sha256 } = await writeZip(part, manifest, request);
    progress(0.5, 'Reading the file back');
    await readBack(part, signal, (fraction) => progress(0.5 + 0.5 * fraction));
    const path = join(folder, fileName);
    await rename(part, path);
    await syncFolder(folder);
    return { path, size, sha256, counts: facts.counts };
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

async function readBack(path: string, signal: AbortSignal, progress: (fraction: number) => void) {
  const check = openExportFile(path, { signal, progress, limits: unlimited });
  const file = await check.catch((error: unknown) => {
    if (!(error instanceof ExportFileRefused)) throw error;
    throw new Error(`The export does not read back: ${error.message}`, { cause: error });
  });
  await file.close();
}

async function writeZip(
  path: string,
  manifest: Manifest,
  { files, signal, progress }: PackRequest,
): Promise<{ size: number; sha256: string }> {
  const total = files.reduce((sum, { entry }) => sum + entry.size, 0);
  const zip = new ZipArchive({ zlib: { level: 6 } });
  const hash = createHash('sha256');
  let size = 0;
  const tally = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      size += chunk.length;
      done(null, chunk);
    },
  });
  const writing = pipeline(zip, tally, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }), {
    signal,
  });
  // Whoever waits for an entry sees the error too; these only keep it from being nobody's.
  writing.catch(() => undefined);
  zip.on('error', () => undefined);
  const date = new Date(manifest.created_at);
  let done = 0;
  for (const { source, entry } of files) {
    const counted = async function* () {
      for await (const piece of createReadStream(source, { highWaterMark: 256 * 1024 })) {
        done += (piece as Buffer).length;
        progress(total === 0 ? 0.5 : (0.5 * done) / total);
        yield piece as Buffer;
      }
    };
    const input = Readable.from(counted(), { objectMode: false });
    // The archives of courses are compressed already.
    await appended(zip, writing, input, { name: entry.path, store: entry.kind === undefined, date });
  }
  await appended(zip, writing, Buffer.from(JSON.stringify(manifest, null, 1)), { name: MANIFEST, date });
  await Promise.all([zip.finalize(), writing]);
  return { size, sha256: hash.digest('hex') };
}

/** One entry after the other: a thousand of them are not a thousand open files. */
async function appended(
  zip: ZipArchive,
  writing: Promise<void>,
  source: Readable | Buffer,
  data: { name: string; store?: boolean; date: Date },
): Promise<void> {
  const wait = new AbortController();
  try {
    const written = once(zip, 'entry', { signal: wait.signal });
    const broken = Buffer.isBuffer(source) ? [] : [failed(source, wait.signal)];
    zip.append(source, data);
    await Promise.race([written, writing, ...broken]);
  } catch (error) {
    if (!Buffer.isBuffer(source)) source.destroy();
    zip.destroy(error as Error);
    await writing.catch(() => undefined);
    throw error;
  } finally {
    wait.abort();
  }
}

async function failed(source: Readable, signal: AbortSignal): Promise<never> {
  const [error] = (await once(source, 'error', { signal })) as [Error];
  throw error;
}
