/**
 * The notation that the schema's files are written in: columns apart by spaces, each
 * `name`, `name:text` or `name:number`, then `?` where NULL may stand, then `=value` where the default is another
 * than 0 or ''. Every table has an `id` besides.
 */
export interface Column {
  name: string;
  type: 'integer' | 'text' | 'number';
  nullable: boolean;
  default: string | number | null;
}

const pattern = /^(?<name>\w+)(?::(?<type>text|number))?(?<nullable>\?)?(?:=(?<value>.*))?$/;
const sqlTypes = { integer: 'INTEGER', text: 'TEXT', number: 'REAL' } as const;

/** The columns of one table in their order, without `id`. */
export function parseColumns(notation: string): Column[] {
  return notation.trim().split(/\s+/).map(parseColumn);
}

function parseColumn(word: string): Column {
  const found = pattern.exec(word)?.groups;
  if (!found?.name) throw new Error(`Not a column: ${word}`);
  const type = (found.type ?? 'integer') as Column['type'];
  const nullable = found.nullable === '?';
  const value = found.value;
  const empty = nullable ? null : type === 'text' ? '' : 0;
  const given = value === undefined ? empty : type === 'text' ? value : Number(value);
  return { name: found.name, type, nullable, default: given };
}

/** `CREATE TABLE` for one table. */
export function createTable(name: string, columns: readonly Column[]): string {
  const lines = columns.map((column) => {
    const value = typeof column.default === 'string' ? `'${column.default}'` : String(column.default);
    return `"${column.name}" ${sqlTypes[column.type]}${column.nullable ? '' : ' NOT NULL'} DEFAULT ${value}`;
  });
  return `CREATE TABLE "${name}" (id INTEGER PRIMARY KEY AUTOINCREMENT, ${lines.join(', ')})`;
}
