/** The first row of a CSV file: what its columns are called. */
import { readCsv, CsvRefused } from './read-csv.js';

const MAX_COLUMNS = 200;

export interface CsvHeader {
  line: number;
  /** In their order; those without a name too, as ''. */
  columns: string[];
}

/** @throws CsvRefused for an empty file, or two columns of the same name */
export async function readHeader(path: string): Promise<CsvHeader> {
  for await (const { line, cells } of readCsv(path)) return headerOf(line, cells);
  throw new CsvRefused('The file is empty: its first line must name the columns.');
}

/** @throws CsvRefused */
export function headerOf(line: number, cells: readonly string[]): CsvHeader {
  if (cells.length > MAX_COLUMNS)
    throw new CsvRefused(`Line ${line}: the file has more than ${MAX_COLUMNS} columns.`);
  const columns = cells.map((cell) => cell.trim());
  const twice = columns.find((name, i) => name !== '' && columns.indexOf(name) !== i);
  if (twice !== undefined) throw new CsvRefused(`Line ${line}: two columns are called "${twice}".`);
  return { line, columns };
}

/** What a unit is made of, with the names under which its column is found by itself. */
export const fieldNames = {
  name: ['name', 'fullname', 'full name'],
  idnumber: ['idnumber', 'id number', 'id_number'],
  description: ['description'],
  descriptionformat: ['descriptionformat', 'description format'],
  parentid: ['parentid', 'parent', 'parentidnumber', 'parent id'],
  globalmanager: ['globalmanager', 'manager', 'global manager'],
  departmentmanager: ['departmentmanager', 'department manager', 'departmentlead', 'department lead'],
} as const;
export type Field = keyof typeof fieldNames;

/** The column of a field as the file spells it; '' where there is none. */
export function columnFor(field: Field, { columns }: CsvHeader): string {
  for (const name of fieldNames[field]) {
    const column = columns.find((one) => one.toLowerCase() === name);
    if (column !== undefined) return column;
  }
  return '';
}
