/** Puts an archive's file contents into the site's pool, and its file rows into the site's table. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { XmlElement } from '../../archive-xml.js';
import { BridgeError } from '../../bridge.js';
import { contentPath, emptyHash, pathnameHash } from '../filedir.js';
import type { SampleSql } from '../sql.js';
import { fileItems } from '../structure/modules.js';
import { row } from '../structure/node.js';
import type { RowReader } from './row-reader.js';
import type { UnpackedArchive } from './unpacked.js';

const fileNode = row('file', 'files', {
  omit: ['pathnamehash', 'contextid', 'itemid', 'userid', 'referencefileid'],
});

/**
 * Copies the contents that the pool does not have yet.
 * @returns hashes of those that are new in the pool
 * @throws BridgeError `bad-archive` when a content is not what its name says
 */
export async function placeContents(
  archive: UnpackedArchive,
  files: XmlElement,
  filedir: string,
  signal: AbortSignal,
  progress: (fraction: number) => void,
): Promise<string[]> {
  const hashes = [...new Set(files.all('file').map((file) => file.text('contenthash') ?? ''))];
  const placed: string[] = [];
  for (const [i, hash] of hashes.entries()) {
    signal.throwIfAborted();
    const inArchive = `files/${hash.slice(0, 2)}/${hash}`;
    if (!/^[0-9a-f]{40}$/.test(hash))
      throw new BridgeError('bad-archive', 'A file in the backup has no proper hash.');
    const target = contentPath(filedir, hash);
    if (archive.has(inArchive) && !existsSync(target)) {
      await verify(archive.pathOf(inArchive), hash, signal);
      await mkdir(dirname(target), { recursive: true });
      await copyFile(archive.pathOf(inArchive), `${target}.part`);
      await rename(`${target}.part`, target);
      placed.push(hash);
    }
    progress((i + 1) / hashes.length);
  }
  return placed;
}

/** Takes contents out of the pool again, unless somebody uses them by now. */
export async function withdrawContents(
  sql: SampleSql,
  filedir: string,
  hashes: readonly string[],
): Promise<void> {
  for (const contenthash of hashes) {
    if (!sql.first('files', { contenthash })) await rm(contentPath(filedir, contenthash), { force: true });
  }
}

async function verify(path: string, hash: string, signal: AbortSignal): Promise<void> {
  const digest = createHash('sha1');
  await pipeline(createReadStream(path), digest, { signal });
  if (digest.digest('hex') !== hash) {
    throw new BridgeError('bad-archive', `The file ${hash} in the backup is damaged.`);
  }
}

/** Stores the rows of files whose context was restored. @returns names of files without content */
export function restoreFileRows(
  sql: SampleSql,
  reader: RowReader,
  files: XmlElement,
  filedir: string,
): string[] {
  const missing: string[] = [];
  for (const file of files.all('file')) {
    const text = (name: string) => file.text(name) ?? '';
    const contextid = reader.find('context', Number(text('contextid')));
    if (contextid === undefined) continue;
    const hash = text('contenthash');
    if (hash !== emptyHash && !existsSync(contentPath(filedir, hash))) {
      missing.push(text('filename'));
      continue;
    }
    const [component, filearea] = [text('component'), text('filearea')];
    const owner = fileItems[`${component}/${filearea}`];
    const old = Number(text('itemid'));
    const itemid = owner ? reader.find(owner, old) : old;
    if (itemid === undefined) continue;
    const area = { contextid, component, filearea, itemid };
    const pathnamehash = pathnameHash(area, text('filepath'), text('filename'));
    if (sql.first('files', { pathnamehash })) continue;
    const userid = reader.find('user', Number(text('userid'))) ?? null;
    reader.element(fileNode, file, 0, { pathnamehash, contextid, itemid, userid });
  }
  return missing;
}
