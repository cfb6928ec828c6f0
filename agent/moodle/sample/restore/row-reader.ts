/** Stores what an archive's XML describes as new rows with new ids. */
import type { XmlElement } from '../../archive-xml.js';
import { BridgeError } from '../../bridge.js';
import type { Column } from '../schema/columns.js';
import { tables } from '../schema/schema.js';
import type { Row, SampleSql, SqlValue } from '../sql.js';
import { everything, leavesOut, type Included } from '../structure/included.js';
import { courseColumns, type RowNode, type RowSource, type StructureNode } from '../structure/node.js';

interface LateReference {
  table: string;
  id: number;
  column: Column;
  to: string;
  old: number;
}

export class RowReader {
  readonly #ids = new Map<string, Map<number, number>>();
  readonly #late: LateReference[] = [];
  /** How many rows were left out because nobody knows whose they are. */
  skipped = 0;

  constructor(
    private readonly sql: SampleSql,
    private readonly included: Included = everything,
  ) {}

  /** Says which row of the site an id of the archive stands for. */
  remember(table: string, old: number, id: number): void {
    const ids = this.#ids.get(table) ?? new Map<number, number>();
    this.#ids.set(table, ids.set(old, id));
  }

  find(table: string, old: number): number | undefined {
    return this.#ids.get(table)?.get(old);
  }

  /**
   * Stores the rows of a structure.
   * @param parent the new id of the row around them
   * @param scope values for columns that the XML does not tell: the course, the context …
   */
  elements(nodes: readonly StructureNode[], inside: XmlElement, parent: number, scope: Row): void {
    for (const node of nodes) {
      for (const element of inside.all(node.name)) {
        const { rows } = node;
        if (!rows) this.elements(node.children ?? [], element, parent, scope);
        else if (!leavesOut(this.included, rows) && fits(rows, element))
          this.element({ ...node, rows }, element, parent, scope);
      }
    }
  }

  /** Stores one row with what is below it. @returns its new id, or null when it was left out */
  element(node: RowNode, element: XmlElement, parent: number, scope: Row): number | null {
    const source = node.rows;
    const row = this.#row(source, element, scope);
    if (row === null) {
      this.skipped += 1;
      return null;
    }
    if (source.parent && !source.keepParent) row.values[source.parent] = parent;
    const id = this.sql.insert(source.table, row.values);
    const old = Number(element.attribute('id'));
    if (old > 0) this.remember(source.table, old, id);
    for (const late of row.late) this.#late.push({ ...late, table: source.table, id });
    this.elements(node.children ?? [], element, id, scope);
    for (const child of node.children ?? []) this.#link(child, source.table, element, id);
    return id;
  }

  /** Writes references to rows that were stored after those that speak of them. */
  resolve(): void {
    for (const { table, id, column, to, old } of this.#late) {
      this.sql.update(table, { id }, { [column.name]: this.find(to, old) ?? (column.nullable ? null : 0) });
    }
    this.#late.length = 0;
  }

  #row(
    source: RowSource,
    element: XmlElement,
    scope: Row,
  ): { values: Row; late: Omit<LateReference, 'table' | 'id'>[] } | null {
    const values: Row = {};
    const late: Omit<LateReference, 'table' | 'id'>[] = [];
    for (const column of tables.get(source.table) ?? []) {
      const { name } = column;
      const foreign = courseColumns.has(name) || source.omit?.includes(name);
      const written = foreign ? undefined : element.text(source.alias?.[name] ?? name);
      const encoded = source.base64?.includes(name) && typeof written === 'string';
      const text = encoded ? Buffer.from(written, 'base64').toString('utf8') : written;
      const to = source.refs?.[name];
      if (text === undefined) {
        if (name in scope) values[name] = scope[name] ?? null;
      } else {
        const value = valueOf(column, text, source.table);
        if (!to || value === null || Number(value) <= 0) values[name] = value;
        else {
          const found = this.find(to, Number(value));
          if (found !== undefined) values[name] = found;
          else if (essential(source.table, name)) return null;
          else late.push({ column, to, old: Number(value) });
        }
      }
    }
    return { values: { ...values, ...source.fixed }, late };
  }

  /** The row around may name the one inside: its new id is known only now. */
  #link(child: StructureNode, table: string, element: XmlElement, id: number): void {
    if (!child.rows) {
      for (const inner of element.all(child.name)) {
        for (const grandchild of child.children ?? []) this.#link(grandchild, table, inner, id);
      }
      return;
    }
    if (!child.rows.link) return;
    const old = Number(element.all(child.name)[0]?.attribute('id'));
    this.sql.update(table, { id }, { [child.rows.link]: this.find(child.rows.table, old) ?? 0 });
  }
}

/** Without its person or role such a row means nothing. */
const essential = (table: string, column: string) =>
  column === 'userid' || (table === 'role_assignments' && column === 'roleid');

/** Elements of one name may stand for rows of several kinds, as grade items do. */
function fits(source: RowSource, element: XmlElement): boolean {
  return Object.entries(source.fixed ?? {}).every(([name, value]) => {
    const text = element.text(name);
    return text === undefined || text === String(value);
  });
}

function valueOf(column: Column, text: string | null, table: string): SqlValue {
  if (text === null) return column.nullable ? null : column.default;
  if (column.type === 'text') return text;
  if (text === '') return column.default;
  const value = Number(text);
  if (Number.isFinite(value) && (column.type === 'number' || Number.isSafeInteger(value))) return value;
  throw new BridgeError('bad-archive', `The backup has no number where ${table}.${column.name} needs one.`);
}
