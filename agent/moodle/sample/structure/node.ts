/**
 * How rows become XML elements in a Moodle backup, and back. One tree per file of the archive says it for writing,
 * restoring and deleting alike, so that the three cannot come apart.
 */
import type { Row } from '../sql.js';

export interface RowSource {
  table: string;
  /** The column that names the row of the element around this one. */
  parent?: string;
  /** The other way round: the column of the row around this one that names this row. */
  link?: string;
  /** Values that the rows must have, and get when they are restored. */
  fixed?: Row;
  /** Columns that stand under another name in the XML. */
  alias?: Readonly<Record<string, string>>;
  /** Columns that hold the id of another row, and of which table; `context` and `user` are tables too. */
  refs?: Readonly<Record<string, string>>;
  /** Columns whose text stands in the XML in base64. */
  base64?: readonly string[];
  /** Columns that are not written, for they mean nothing in another place. */
  omit?: readonly string[];
  /** The parent's column is written as well: the element does not stand inside its parent's. */
  keepParent?: boolean;
}

export interface StructureNode {
  /** The element's name. */
  name: string;
  /** None: the element only holds others. */
  rows?: RowSource;
  /** The element stands only where the row around it has these values. */
  when?: Row;
  children?: readonly StructureNode[];
}

/** An element that stands for a row. */
export type RowNode = StructureNode & { rows: RowSource };

/** An element per row. */
export function row(
  name: string,
  table: string,
  source: Omit<RowSource, 'table'> = {},
  children: readonly StructureNode[] = [],
): RowNode {
  return { name, rows: { table, ...source }, children };
}

/** An element that only holds others. */
export function holder(name: string, ...children: StructureNode[]): StructureNode {
  return { name, children };
}

/** The columns that name the course; they are never written, and always the target's when restored. */
export const courseColumns: ReadonlySet<string> = new Set(['course', 'courseid']);
