/**
 * Reads an export file as if an attacker had made it. Nothing is given out before every entry has been read once: its
 * length and checksum compared, and every row checked. Only the list of contents is in memory.
 */
import { createHash } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import type { EntityKind } from '../../../contract/agent/migration.js';
import { readDirectory } from '../../../inspection/zip/central-directory.js';
import { entryData } from '../../../inspection/zip/entry-data.js';
import { shown } from '../../../inspection/zip/entry-path.js';
import { FileWindow } from '../../../inspection/zip/file-window.js';
import { locateEntries, type ZipEntry } from '../../../inspection/zip/local-headers.js';
import { PackageRefused } from '../../../inspection/package-refused.js';
import type { EntityRow } from './entities.js';
import { ExportFileRefused, type ExportFile } from './export-file.js';
import { exportLimits, type ExportLimits } from './limits.js';
import { MANIFEST, type Manifest } from './manifest.js';
import { readManifest } from './read-manifest.js';
import { rowsOf } from './rows.js';

export interface OpenExportOptions {
  signal: AbortSignal;
  /** From 0 to 1 while the file is checked. */
  progress?(fraction: number): void;
  limits?: Partial<ExportLimits>;
}

/**
 * Opens an export and checks all of it.
 * @throws ExportFileRefused with a sentence for the operator; the errors of the file system; what `signal` was aborted with
 */
export async function openExportFile(path: string, options: OpenExportOptions): Promise<ExportFile> {
  const file = await open(path, 'r');
  try {
    return await inWords(() => checked(file, options));
  } catch (error) {
    await file.close();
    throw error;
  }
}

type ManifestFile = Manifest['files'][number];
interface Listed {
  entry: ZipEntry;
  said: ManifestFile;
}

async function checked(file: FileHandle, options: OpenExportOptions): Promise<ExportFile> {
  const { signal } = options;
  const limits = { ...exportLimits, ...options.limits };
  const window = await FileWindow.over(file);
  if (window.size > limits.fileBytes)
    throw new ExportFileRefused(`The file has ${window.size} bytes; at most ${limits.fileBytes} are taken.`);
  const { records, end } = await readDirectory(window, {
    packed: limits.fileBytes,
    entries: limits.entries,
    unpacked: Infinity,
    ratio: limits.ratio,
    ratioFrom: limits.ratioFrom,
  });
  const entries = await locateEntries(window, records, end, signal);
  const manifest = await readManifest(window, entries, signal);
  const files = matched(manifest, entries, limits);
  await verify(window, files, options);

  return {
    manifest,
    rows: <K extends EntityKind>(kind: K) => rows(window, files, kind, signal),
    extract: (path, target, stop) => inWords(() => extract(window, files.get(path), path, target, stop)),
    close: () => file.close(),
  };
}

/** The entries by path, each with what the manifest says of it: the one has none that the other has not. */
function matched(
  manifest: Manifest,
  entries: readonly ZipEntry[],
  limits: ExportLimits,
): ReadonlyMap<string, Listed> {
  const said = new Map(manifest.files.map((one) => [one.path, one]));
  const files = new Map<string, Listed>();
  for (const entry of entries) {
    if (entry.folder || entry.path === MANIFEST) continue;
    const one = said.get(entry.path);
    if (one === undefined)
      throw new ExportFileRefused(
        `The file holds ${shown(entry.path)}, which its manifest does not list: do not use it, export it again.`,
      );
    if (one.size !== entry.size) throw differs(entry.path);
    assertNoBomb(entry, one, limits);
    files.set(entry.path, { entry, said: one });
  }
  const missing = manifest.files.find(({ path }) => !files.has(path));
  if (missing !== undefined)
    throw new ExportFileRefused(`The file lacks ${shown(missing.path)}: fetch it again, or export it again.`);
  const entities = Object.values(manifest.counts).reduce((sum, count) => sum + count, 0);
  if (entities > limits.entities)
    throw new ExportFileRefused(
      `The file holds ${entities} entities; at most ${limits.entities} are taken at once: export fewer, or raise AGENT_IMPORT_MAX_ENTITIES.`,
    );
  return files;
}

function assertNoBomb(entry: ZipEntry, said: ManifestFile, limits: ExportLimits): void {
  const tooDense = entry.size > limits.ratioFrom && entry.size > entry.compressedSize * limits.ratio;
  const tooLong = said.kind !== undefined && entry.size > limits.rowsBytes;
  if (tooDense || tooLong)
    throw new ExportFileRefused(
      `${shown(entry.path)} would unpack to ${entry.size} bytes from ${entry.compressedSize}, which no export does: do not use the file.`,
    );
}

/** Reads everything once. */
async function verify(
  window: FileWindow,
  files: ReadonlyMap<string, Listed>,
  { signal, progress }: OpenExportOptions,
): Promise<void> {
  const total = [...files.values()].reduce((sum, { entry }) => sum + entry.size, 0);
  let done = 0;
  for (const { entry, said } of files.values()) {
    const hash = createHash('sha256');
    const bytes = async function* () {
      for await (const piece of entryData(window, entry, signal)) {
        hash.update(piece);
        done += piece.length;
        progress?.(total === 0 ? 1 : done / total);
        yield piece;
      }
    };
    if (said.kind === undefined) for await (const piece of bytes()) void piece;
    else {
      let last = 0;
      for await (const { line } of rowsOf(said.kind, bytes())) last = line;
      if (last !== said.rows) throw differs(entry.path);
    }
    if (hash.digest('hex') !== said.sha256) throw differs(entry.path);
  }
}

function differs(path: string): ExportFileRefused {
  return new ExportFileRefused(
    `${shown(path)} is not what the manifest says it is (size, rows or checksum): the file is damaged or was changed. Fetch it again, or export it again.`,
  );
}

async function* rows<K extends EntityKind>(
  window: FileWindow,
  files: ReadonlyMap<string, Listed>,
  kind: K,
  signal: AbortSignal,
): AsyncGenerator<{ line: number; row: EntityRow<K> }> {
  for (const { entry, said } of files.values()) {
    if (said.kind !== kind) continue;
    try {
      yield* rowsOf(kind, entryData(window, entry, signal));
    } catch (error) {
      throw refusal(error);
    }
  }
}

async function extract(
  window: FileWindow,
  listed: Listed | undefined,
  path: string,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  if (listed === undefined)
    throw new ExportFileRefused(`The file does not hold ${shown(path)}: export it again.`);
  // An attempt that died here has left a part of it.
  await rm(target, { force: true });
  // Moodle's PHP, which may be another user of the same group, has to read it.
  const output = await open(target, 'wx', 0o660);
  try {
    const hash = createHash('sha256');
    for await (const piece of entryData(window, listed.entry, signal)) {
      hash.update(piece);
      for (let done = 0; done < piece.length;)
        done += (await output.write(piece, done, piece.length - done)).bytesWritten;
    }
    if (hash.digest('hex') !== listed.said.sha256) throw differs(path);
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  } finally {
    await output.close();
  }
}

/** The zip reader's words are fit for an operator as they are. */
function refusal(error: unknown): unknown {
  return error instanceof PackageRefused ? new ExportFileRefused(error.message) : error;
}

async function inWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw refusal(error);
  }
}
