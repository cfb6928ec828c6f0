/** Gathers what a kind importer wants to be made, has Moodle make it, and reports what became of it. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CreatableKind } from '../../moodle/migration-bridge.js';
import type { ImportEntry, ImportJob } from '../importer.js';
import type { CreateRow, Reference } from './create-rows.js';
import { placeholderOf } from './placeholder.js';
import { importStaging } from './staging.js';

/** Rows of one transaction: beyond, the database's own journal would suffer, and the answer be too long. */
const MOST_ROWS = 100_000;
const REPORT_CHUNK = 500;
/** Characters of rows that are written at once. */
const BATCH = 256 * 1024;

type Named = Pick<ImportEntry, 'name' | 'sourceId'> & { message?: string };

export interface CreationOptions<K extends CreatableKind> {
  job: ImportJob;
  kind: K;
  /** The kind's table in Moodle, where it has ids. */
  table: string | null;
}

export class Creation<K extends CreatableKind> {
  private readonly waiting = new Map<number, Named>();
  /** Rows that are not in the file yet. */
  private batch = '';
  /** Of the rows that wait; null where there are none. */
  private file: string | null = null;
  private readonly made = new Map<number, number>();
  private readonly entries: ImportEntry[] = [];

  private constructor(
    private readonly options: CreationOptions<K>,
    private readonly highest: number,
  ) {}

  /** Begins, or goes on after a death: what stands above the highest id from before the first attempt was made by this import. */
  static async begin<K extends CreatableKind>(options: CreationOptions<K>): Promise<Creation<K>> {
    const { job, table } = options;
    if (job.dryRun || table === null) return new Creation(options, Infinity);
    const note = noteOf(options);
    const known = await readFile(note, 'utf8').catch(() => null);
    if (known !== null) return new Creation(options, Number(known));
    const highest = await highestId(job, table);
    await writeFile(note, String(highest));
    return new Creation(options, highest);
  }

  /** Tells of a row that needs nothing to be made. */
  async tell(entry: Omit<ImportEntry, 'message'> & { message?: string }): Promise<void> {
    const made = entry.outcome === 'matched' && entry.targetId !== null && entry.targetId > this.highest;
    this.entries.push({
      ...entry,
      message: entry.message ?? '',
      outcome: made ? 'created' : entry.outcome,
    });
    if (this.entries.length >= REPORT_CHUNK) await this.flush();
  }

  /** Has a row made, in its turn. */
  async add(row: CreateRow<K>, named: Named): Promise<void> {
    const { job } = this.options;
    if (job.dryRun) {
      const { sourceId } = named;
      const targetId = sourceId === null ? null : placeholderOf(sourceId);
      return this.tell({ line: row.line, outcome: 'created', targetId, ...named });
    }
    this.waiting.set(row.line, named);
    this.batch += `${JSON.stringify(row)}\n`;
    if (this.batch.length >= BATCH) await this.write();
    if (this.waiting.size >= MOST_ROWS) await this.make();
  }

  /** How a row refers to one of this same file that is to be made. */
  reference(line: number): Reference {
    const id = this.made.get(line);
    return id === undefined ? { line } : { id };
  }

  /** Makes what is left and tells of it. */
  async finish(): Promise<void> {
    await this.make();
    await this.flush();
    await rm(noteOf(this.options), { force: true });
  }

  /** Each piece is on its way to the disk when this resolves, so that a full disk is an error of this work and of nobody else. */
  private async write(): Promise<void> {
    const text = this.batch;
    if (text === '') return;
    this.batch = '';
    // What an attempt before may have left is overwritten.
    const flag = this.file === null ? 'w' : 'a';
    this.file ??= await importStaging(this.options.job, `${this.options.kind}.jsonl`);
    await writeFile(this.file, text, { flag, mode: 0o600 });
  }

  private async make(): Promise<void> {
    const { job, kind } = this.options;
    await this.flush();
    await this.write();
    const { file } = this;
    if (file === null) return;
    this.file = null;
    const rows = await job.context.site.bridge.createEntities({ kind, file, userId: job.userId }, job.run);
    for (const { line, id, error } of rows) {
      const { name, sourceId, message } = this.waiting.get(line)!;
      if (id !== null) this.made.set(line, id);
      const outcome = error === null ? 'created' : 'failed';
      await this.tell({ line, outcome, name, sourceId, targetId: id, message: error ?? message });
    }
    await this.flush();
    this.waiting.clear();
    await rm(file, { force: true });
  }

  /** The map goes first: a row that has been told of is not looked at again. */
  private async flush(): Promise<void> {
    const { job, kind } = this.options;
    const entries = this.entries.splice(0);
    if (entries.length === 0) return;
    await job.ids.set(
      kind,
      entries.flatMap(({ outcome, sourceId, targetId }) =>
        (outcome === 'created' || outcome === 'matched') && sourceId !== null && targetId !== null
          ? [{ sourceId, targetId }]
          : [],
      ),
    );
    await job.report(kind, entries);
  }
}

const noteOf = ({ job, kind }: CreationOptions<CreatableKind>) => join(job.folder, `${kind}.highest`);

async function highestId({ context }: ImportJob, table: string): Promise<number> {
  const { db } = context.site.database;
  const row = await db
    .selectFrom(table)
    .select((q) => q.fn.max('id').as('highest'))
    .executeTakeFirst();
  return Number(row?.highest ?? 0);
}
