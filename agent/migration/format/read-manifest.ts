/** Reads `manifest.json` and compares it with itself. */
import { z } from 'zod';
import { entryData } from '../../../inspection/zip/entry-data.js';
import type { FileWindow } from '../../../inspection/zip/file-window.js';
import type { ZipEntry } from '../../../inspection/zip/local-headers.js';
import { JsonRefused, parseGuardedJson } from '../../../runtime/json-guard.js';
import { describeIssues } from '../../http/errors.js';
import { ExportFileRefused } from './export-file.js';
import { MANIFEST_LIMIT } from './limits.js';
import { FORMAT, FORMAT_VERSION, MANIFEST, manifest as manifestSchema, type Manifest } from './manifest.js';
import { rowsPath } from './rows.js';

/** What is looked at first, so that a newer file is told from a damaged one. */
const head = z.object({ format: z.literal(FORMAT), version: z.int().positive() });

/** @throws ExportFileRefused for a foreign file, a newer version, a damaged manifest */
export async function readManifest(
  window: FileWindow,
  entries: readonly ZipEntry[],
  signal: AbortSignal,
): Promise<Manifest> {
  const entry = entries.find(({ path, folder }) => path === MANIFEST && !folder);
  if (entry === undefined) throw foreign(`it has no ${MANIFEST}`);
  if (entry.size > MANIFEST_LIMIT)
    throw new ExportFileRefused(`${MANIFEST} has more than ${MANIFEST_LIMIT} bytes: do not use the file.`);
  const pieces: Buffer[] = [];
  for await (const piece of entryData(window, entry, signal)) pieces.push(piece);
  const value = parse(Buffer.concat(pieces));
  const known = head.safeParse(value);
  if (!known.success) throw foreign(`its ${MANIFEST} is none of ours`);
  const { version } = known.data;
  if (version > FORMAT_VERSION)
    throw new ExportFileRefused(
      `The export was made by a newer version of MooPanel (format ${version}; this agent reads up to ${FORMAT_VERSION}): update this agent, then import it.`,
    );
  const read = manifestSchema.safeParse(value);
  if (!read.success) throw damaged(describeIssues(read.error));
  assertConsistent(read.data);
  return read.data;
}

function parse(bytes: Buffer): unknown {
  try {
    return parseGuardedJson(bytes);
  } catch (error) {
    if (error instanceof JsonRefused) throw damaged(error.message);
    throw error;
  }
}

/** @throws ExportFileRefused where the list of files and the counts contradict each other */
function assertConsistent({ files, counts }: Manifest): void {
  const paths = new Set<string>();
  const rows = new Map<string, number>();
  for (const { path, kind, rows: count } of files) {
    if (paths.has(path) || path === MANIFEST) throw damaged(`it lists ${path} twice`);
    paths.add(path);
    if ((kind === undefined) !== (count === undefined) || (kind !== undefined && path !== rowsPath(kind)))
      throw damaged(`${path} is no file of rows as it should be`);
    if (kind !== undefined) rows.set(kind, count!);
  }
  for (const [kind, count] of Object.entries(counts)) {
    if (count !== (rows.get(kind) ?? 0)) throw damaged(`it counts other ${kind} than it lists`);
  }
  for (const [kind, count] of rows) {
    if (count !== ((counts as Record<string, number>)[kind] ?? 0))
      throw damaged(`it counts other ${kind} than it lists`);
  }
}

function foreign(why: string): ExportFileRefused {
  return new ExportFileRefused(
    `The file is no export of MooPanel (${why}): hand over a zip that MooPanel has exported, as it was downloaded.`,
  );
}

function damaged(why: string): ExportFileRefused {
  return new ExportFileRefused(
    `The export’s ${MANIFEST} is damaged (${why.replace(/\.$/, '')}): fetch the file again, or export it again.`,
  );
}
