/** Moodle's file pool: contents by their SHA-1 in `filedir/ab/cd/abcd…`, and the `files` rows that name them. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SampleSql, StoredRow } from './sql.js';

const sha1 = (data: Buffer | string) => createHash('sha1').update(data).digest('hex');
export const emptyHash = sha1('');

export interface FileArea {
  contextid: number;
  component: string;
  filearea: string;
  itemid: number;
}

export interface NewFile extends FileArea {
  filename: string;
  mimetype: string;
  content: Buffer;
  userid: number | null;
  /** Unix seconds. */
  time: number;
}

/** Where a content lies; `hash` must be 40 hex digits. */
export function contentPath(filedir: string, hash: string): string {
  if (!/^[0-9a-f]{40}$/.test(hash)) throw new Error(`Not a content hash: ${hash}`);
  return join(filedir, hash.slice(0, 2), hash.slice(2, 4), hash);
}

/** Moodle's key of a file: the hash of its whole address. */
export function pathnameHash(area: FileArea, filepath: string, filename: string): string {
  return sha1(`/${area.contextid}/${area.component}/${area.filearea}/${area.itemid}${filepath}${filename}`);
}

/** Stores a file at the top of its area, with the row for the area's folder as Moodle keeps one. */
export function addFile(sql: SampleSql, filedir: string, file: NewFile): number {
  const { contextid, component, filearea, itemid } = file;
  const area = { contextid, component, filearea, itemid };
  const hash = sha1(file.content);
  const path = contentPath(filedir, hash);
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.content);
  }
  const row = { filepath: '/', userid: file.userid, timecreated: file.time, timemodified: file.time };
  const folderHash = pathnameHash(area, '/', '.');
  if (!sql.first('files', { pathnamehash: folderHash })) {
    sql.insert('files', { ...area, ...row, contenthash: emptyHash, pathnamehash: folderHash, filename: '.' });
  }
  return sql.insert('files', {
    ...area,
    ...row,
    contenthash: hash,
    pathnamehash: pathnameHash(area, '/', file.filename),
    filename: file.filename,
    filesize: file.content.length,
    mimetype: file.mimetype,
    license: 'allrightsreserved',
    source: file.filename,
    sortorder: 1,
  });
}

/** Contents of files; the empty one, which folders have, is no file on disk. */
export function contentsOf(rows: readonly StoredRow[]): Map<string, number> {
  return new Map(
    rows
      .filter((row) => row.contenthash !== emptyHash)
      .map((row) => [String(row.contenthash), Number(row.filesize)]),
  );
}
