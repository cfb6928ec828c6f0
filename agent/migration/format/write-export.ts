/**
 * Makes an export file. Rows and files are gathered in a folder as they come; `finish` packs them into a zip under a
 * temporary name, reads it back and gives it its own. Courses' archives that an attempt before has gathered are kept.
 */
import { createHash, type Hash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { entityKinds, type EntityCounts, type EntityKind } from '../../../contract/agent/migration.js';
import { sha256 } from '../../../contract/agent/uploads.js';
import { assertSafePath } from '../../../inspection/zip/entry-path.js';
import { linkOrCopy } from '../../backup/storage/link-or-copy.js';
import { syncedDigest } from '../../backup/zip/file-digest.js';
import type { EntityRow } from './entities.js';
import type { ExportWriter } from './export-file.js';
import { LINE_LIMIT } from './limits.js';
import type { Manifest } from './manifest.js';
import { packExport, type PackedExport } from './pack-export.js';
import { identityOf, rowsPath } from './rows.js';

/** More was to be exported than may be in one file. The message says what to do. */
export class ExportTooLarge extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ExportTooLarge';
  }
}

export interface ExportDraftOptions {
  /** `<dataDir>/exports/<id>`, which is there: the draft lies in `draft` below it. */
  folder: string;
  signal: AbortSignal;
  /** Rows of all kinds together. */
  entityLimit: number;
  /** Told of every row that was added. */
  onRows?(added: number): void;
}

export interface FinishExport {
  /** Name of the zip, in the folder of the draft. */
  fileName: string;
  facts: Omit<Manifest, 'format' | 'version' | 'counts' | 'files'>;
  progress(fraction: number, message?: string): void;
}

export interface ExportDraft extends ExportWriter {
  readonly counts: EntityCounts;
  /** Of all that was gathered; the zip is about as large, or smaller. */
  readonly bytes: number;
  /** Packs, reads back, names; the draft is gone then. */
  finish(request: FinishExport): Promise<PackedExport>;
}

type Stored = Awaited<ReturnType<ExportWriter['file']>>;

/** Rows are written when so many characters have been gathered. */
const BATCH = 64 * 1024;

/** Where the pieces of an export lie until it is packed. */
export const draftFolder = (folder: string) => join(folder, 'draft');

/** Begins, or goes on with what an earlier attempt has left: its files are kept, its rows are written anew. */
export async function openExportDraft(options: ExportDraftOptions): Promise<ExportDraft> {
  const root = draftFolder(options.folder);
  await rm(join(root, 'rows'), { recursive: true, force: true });
  // Zips that were not packed to their end.
  for (const name of await readdir(options.folder))
    if (name.endsWith('.part')) await rm(join(options.folder, name), { force: true });
  for (const part of ['rows', 'files', 'sums'])
    await mkdir(join(root, part), { recursive: true, mode: 0o700 });
  return new Draft(root, options);
}

class RowsFile {
  rows = 0;
  size = 0;
  readonly hash: Hash = createHash('sha256');
  readonly seen = new Set<string | number>();

  constructor(
    readonly kind: EntityKind,
    readonly path: string,
  ) {}
}

const sum = z.object({ size: z.int().nonnegative(), sha256 });

class Draft implements ExportDraft {
  readonly #rows = new Map<EntityKind, RowsFile>();
  readonly #files = new Map<string, Stored>();

  constructor(
    private readonly root: string,
    private readonly options: ExportDraftOptions,
  ) {}

  get counts(): EntityCounts {
    return Object.fromEntries(
      entityKinds.flatMap((kind) => (this.#rows.has(kind) ? [[kind, this.#rows.get(kind)!.rows]] : [])),
    );
  }

  get bytes(): number {
    const pieces = [...this.#rows.values(), ...this.#files.values()];
    return pieces.reduce((sum, { size }) => sum + size, 0);
  }

  async rows<K extends EntityKind>(
    kind: K,
    rows: Iterable<EntityRow<K>> | AsyncIterable<EntityRow<K>>,
  ): Promise<number> {
    const { signal, onRows } = this.options;
    const file = this.#rowsFile(kind);
    const output = await open(file.path, 'a', 0o600);
    let added = 0;
    let batch: string[] = [];
    let length = 0;
    const flush = async () => {
      signal.throwIfAborted();
      const bytes = Buffer.from(batch.join(''));
      file.hash.update(bytes);
      file.size += bytes.length;
      await output.appendFile(bytes);
      onRows?.(batch.length);
      batch = [];
      length = 0;
    };
    try {
      for await (const row of rows) {
        const identity = identityOf(kind, row);
        if (file.seen.has(identity)) continue;
        file.seen.add(identity);
        const line = this.#line(kind, identity, row);
        file.rows += 1;
        added += 1;
        this.#assertRoom();
        batch.push(line);
        length += line.length;
        if (length >= BATCH) await flush();
      }
      if (batch.length > 0) await flush();
    } finally {
      await output.close();
    }
    return added;
  }

  async file(path: string, source: string): Promise<Stored> {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const target = this.#place('files', path);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await rm(target, { force: true });
    await linkOrCopy(source, target);
    const digest = await syncedDigest(target, this.options.signal);
    const stored = { path, ...digest };
    const note = this.#place('sums', `${path}.json`);
    await mkdir(dirname(note), { recursive: true, mode: 0o700 });
    await writeFile(`${note}.part`, JSON.stringify(digest), { flush: true });
    await rename(`${note}.part`, note);
    this.#files.set(path, stored);
    return stored;
  }

  async kept(path: string): Promise<Stored | null> {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    // Noted once the whole was on disk. That it is still the same is seen when it is packed.
    const note = await readFile(this.#place('sums', `${path}.json`), 'utf8').catch(() => null);
    const read = note === null ? null : sum.safeParse(JSON.parse(note)).data;
    if (!read) return null;
    const there: Stats | null = await stat(this.#place('files', path)).catch(() => null);
    if (there?.size !== read.size) return null;
    const stored = { path, ...read };
    this.#files.set(path, stored);
    return stored;
  }

  async finish({ fileName, facts, progress }: FinishExport): Promise<PackedExport> {
    const rows = entityKinds.flatMap((kind) => {
      const file = this.#rows.get(kind);
      if (file === undefined) return [];
      const { path: source, size, rows: count } = file;
      const entry = { path: rowsPath(kind), size, sha256: file.hash.digest('hex'), kind, rows: count };
      return [{ source, entry }];
    });
    const files = [...this.#files.values()].map((entry) => ({
      source: this.#place('files', entry.path),
      entry,
    }));
    const packed = await packExport({
      folder: dirname(this.root),
      fileName,
      facts: { ...facts, counts: this.counts },
      files: [...rows, ...files],
      signal: this.options.signal,
      progress,
    });
    await rm(this.root, { recursive: true, force: true });
    return packed;
  }

  #rowsFile(kind: EntityKind): RowsFile {
    const known = this.#rows.get(kind);
    if (known !== undefined) return known;
    const file = new RowsFile(kind, join(this.root, 'rows', rowsPath(kind)));
    this.#rows.set(kind, file);
    return file;
  }

  #line(kind: EntityKind, identity: string | number, row: unknown): string {
    const line = `${JSON.stringify(row)}\n`;
    if (line.length > LINE_LIMIT / 3 && Buffer.byteLength(line) > LINE_LIMIT)
      throw new ExportTooLarge(
        `${kind}, id ${identity}: its texts have more than ${LINE_LIMIT} bytes. Shorten them, or leave it out.`,
      );
    return line;
  }

  #assertRoom(): void {
    const { entityLimit } = this.options;
    let all = 0;
    for (const file of this.#rows.values()) all += file.rows;
    if (all > entityLimit)
      throw new ExportTooLarge(
        `There is more to export than the ${entityLimit} entities that one file may hold: choose less, or raise AGENT_EXPORT_MAX_ENTITIES.`,
      );
  }

  #place(part: 'files' | 'sums', path: string): string {
    assertSafePath(path);
    return join(this.root, part, path);
  }
}
