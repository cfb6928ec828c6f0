/** The manifest of an export file, without checking the rest: to see what it is while its sender waits. */
import { open } from 'node:fs/promises';
import { readDirectory } from '../../../inspection/zip/central-directory.js';
import { FileWindow } from '../../../inspection/zip/file-window.js';
import { locateEntries } from '../../../inspection/zip/local-headers.js';
import { PackageRefused } from '../../../inspection/package-refused.js';
import { ExportFileRefused } from '../format/export-file.js';
import { exportLimits } from '../format/limits.js';
import type { Manifest } from '../format/manifest.js';
import { readManifest } from '../format/read-manifest.js';

/** @throws ExportFileRefused */
export async function peekManifest(path: string, signal: AbortSignal): Promise<Manifest> {
  const file = await open(path, 'r');
  try {
    const window = await FileWindow.over(file);
    const { fileBytes, entries: most, ratio, ratioFrom } = exportLimits;
    const limits = { packed: fileBytes, entries: most, unpacked: Infinity, ratio, ratioFrom };
    const { records, end } = await readDirectory(window, limits);
    const entries = await locateEntries(window, records, end, signal);
    return await readManifest(window, entries, signal);
  } catch (error) {
    if (error instanceof PackageRefused) throw new ExportFileRefused(error.message);
    throw error;
  } finally {
    await file.close();
  }
}

/** Whether a file is a zip by its first bytes: then it must be an export. */
export async function isZip(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.readUInt16BE(0) === 0x504b;
  } finally {
    await file.close();
  }
}
