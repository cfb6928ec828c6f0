/** Writes the rows that a structure describes, and notes which rows of other tables they speak of. */
import { tables } from '../schema/schema.js';
import type { Row, SampleSql, StoredRow } from '../sql.js';
import { courseColumns, type RowNode, type RowSource, type StructureNode } from '../structure/node.js';
import { everything, isSomebodys, leavesOut, type Included } from '../structure/included.js';
import { rowsOf, stands } from '../structure/remove-rows.js';
import { xmlElement, xmlValue } from './xml.js';

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Columns that leave the site in no backup. */
const secrets: ReadonlySet<string> = new Set(['password', 'secret']);

/** What an element has besides its row. */
export interface MoreXml {
  children?: readonly string[];
  attributes?: Row;
}

export class RowWriter {
  readonly #noted = new Map<string, Set<number>>();

  readonly #written = new Set<string>();

  constructor(
    private readonly sql: SampleSql,
    private readonly included: Included = everything,
  ) {}

  /** The elements of a structure below a row. */
  elements(nodes: readonly StructureNode[], parent: StoredRow): string[] {
    return nodes
      .filter((node) => stands(node, parent))
      .flatMap((node) => {
        const { rows, children = [] } = node;
        if (!rows) return [xmlElement(node.name, this.elements(children, parent))];
        if (leavesOut(this.included, rows)) return [];
        return rowsOf(this.sql, rows, parent)
          .filter((found) => !isSomebodys(this.included, rows, found))
          .map((found) => this.element({ ...node, rows }, found));
      });
  }

  /** One row as an element, with what is below it. */
  element(node: RowNode, found: StoredRow, more: MoreXml = {}): string {
    const source = node.rows;
    this.#written.add(`${source.table} ${found.id}`);
    for (const [column, table] of Object.entries(source.refs ?? {}))
      this.note(table, Number(found[column] ?? 0));
    const children = [...this.#columns(source, found), ...(more.children ?? [])];
    children.push(...this.elements(node.children ?? [], found));
    return xmlElement(node.name, children, { id: found.id, ...more.attributes });
  }

  note(table: string, id: number): void {
    if (id <= 0) return;
    const ids = this.#noted.get(table) ?? new Set();
    this.#noted.set(table, ids.add(id));
  }

  /** Whether the row stands in the archive so far. */
  wrote(table: string, id: number): boolean {
    return this.#written.has(`${table} ${id}`);
  }

  /** Ids of the rows of a table that were spoken of so far, ascending. */
  noted(table: string): number[] {
    return [...(this.#noted.get(table) ?? [])].sort((a, b) => a - b);
  }

  #columns(source: RowSource, found: StoredRow): string[] {
    const left = (name: string) =>
      courseColumns.has(name) ||
      source.omit?.includes(name) ||
      (secrets.has(name) && source.table === 'user') ||
      (name === source.parent && !source.keepParent);
    return (tables.get(source.table) ?? [])
      .filter((column) => !left(column.name))
      .map(({ name }) => {
        const value = found[name] ?? null;
        const encoded = source.base64?.includes(name) && value !== null;
        return xmlValue(source.alias?.[name] ?? name, encoded ? base64(String(value)) : value);
      });
  }
}
