/** Deletes what a structure describes, from the leaves up. */
import type { Row, SampleSql, StoredRow } from '../sql.js';
import type { RowSource, StructureNode } from './node.js';

/** Whether an element stands below this row. */
export function stands(node: StructureNode, parent: StoredRow): boolean {
  return Object.entries(node.when ?? {}).every(([name, value]) => parent[name] === value);
}

/** The rows that an element of the structure stands for, below `parent`. */
export function rowsOf(sql: SampleSql, source: RowSource, parent: StoredRow): StoredRow[] {
  const where: Row = { ...source.fixed };
  if (source.link) where.id = parent[source.link] ?? null;
  if (source.parent) where[source.parent] = parent.id;
  return sql.select(source.table, where);
}

/** Deletes the rows of these elements below `parent`, which itself stays. */
export function removeRows(sql: SampleSql, nodes: readonly StructureNode[], parent: StoredRow): void {
  for (const node of nodes) {
    if (!stands(node, parent)) continue;
    if (!node.rows) {
      removeRows(sql, node.children ?? [], parent);
      continue;
    }
    for (const found of rowsOf(sql, node.rows, parent)) {
      removeRows(sql, node.children ?? [], found);
      sql.remove(node.rows.table, { id: found.id });
    }
  }
}
