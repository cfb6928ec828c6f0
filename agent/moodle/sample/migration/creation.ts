/** What is known while rows of one file are made in the sample. */
import type { Reference } from '../../../migration/import/create-rows.js';
import { contextLevel, contextOf } from '../course/context.js';
import type { SampleSql } from '../sql.js';

/** One row that cannot be made, in the words that Moodle has for it. */
export class RowRefused extends Error {}

export class Creation {
  /** Ids of what was made, by line. */
  readonly made = new Map<number, number>();

  constructor(
    readonly sql: SampleSql,
    readonly userId: number,
    /** Unix seconds. */
    readonly time: number,
  ) {}

  /** @throws RowRefused where what is meant was not made */
  id(reference: Reference | null): number | null {
    if (reference === null) return null;
    if ('id' in reference) return reference.id;
    const id = this.made.get(reference.line);
    if (id === undefined) throw new RowRefused('What it belongs to was not made.');
    return id;
  }

  /** The context of a category, or of the whole site. */
  context(categoryId: number | null): number {
    if (categoryId === null) return contextOf(this.sql, contextLevel.system, 0);
    const context = contextOf(this.sql, contextLevel.category, categoryId);
    if (context === 0) throw new RowRefused('The category is not there any more.');
    return context;
  }
}
