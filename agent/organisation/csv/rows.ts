/** Rows of a CSV file as incoming units, each with what is wrong with it. */
import type { IncomingUnit } from '../bring-in/unit-plan.js';
import type { CsvHeader, Field } from './header.js';
import type { CsvRecord } from './read-csv.js';
import { textFormats, type CsvChoice } from './settings.js';

/** Characters; as long as Moodle keeps such names and numbers. */
const MAX_NAME = 255;
const MAX_IDNUMBER = 100;

const yes = new Set(['1', 'yes', 'y', 'true']);
const no = new Set(['', '0', 'no', 'n', 'false']);

/** Remembers what came before, so that a row that comes twice is told. */
export class RowReader {
  readonly #lines = new Map<string, number>();

  constructor(
    private readonly header: CsvHeader,
    private readonly choice: CsvChoice,
  ) {}

  read({ line, cells }: CsvRecord): IncomingUnit {
    const cell = (field: Field) => {
      const at = this.choice.columns[field];
      return at === undefined ? '' : (cells[at] ?? '').trim();
    };
    const parent = this.choice.hierarchy ? cell('parentid') : '';
    const unit: IncomingUnit = {
      line,
      sourceId: null,
      name: cell('name'),
      idnumber: cell('idnumber') || null,
      description: cell('description'),
      descriptionFormat: Number(cell('descriptionformat') || this.choice.descriptionFormat),
      globalManager: yes.has(cell('globalmanager').toLowerCase()),
      departmentManager: yes.has(cell('departmentmanager').toLowerCase()),
      key: cell(this.choice.identifier) || null,
      parentKey: parent || null,
    };
    const fault = this.#shapeFault(cells) ?? this.#cellFault(unit, cell);
    if (fault !== null) return { ...unit, fault };
    const twice = this.#repetition(unit);
    // The row before it keeps the name under which others find their parent.
    return twice === null ? unit : { ...unit, key: null, fault: twice };
  }

  #shapeFault(cells: readonly string[]): string | null {
    const expected = this.header.columns.length;
    return cells.length === expected ? null : `It has ${cells.length} cells, the header has ${expected}.`;
  }

  #cellFault(unit: IncomingUnit, cell: (field: Field) => string): string | null {
    if (unit.name === '') return 'It has no name.';
    if (unit.name.length > MAX_NAME) return `Its name is longer than ${MAX_NAME} characters.`;
    if ((unit.idnumber?.length ?? 0) > MAX_IDNUMBER)
      return `Its id number is longer than ${MAX_IDNUMBER} characters.`;
    for (const field of ['globalmanager', 'departmentmanager'] as const) {
      const value = cell(field).toLowerCase();
      if (!yes.has(value) && !no.has(value)) return `"${cell(field)}" is neither yes nor no (${field}).`;
    }
    const format = cell('descriptionformat');
    if (format !== '' && !(textFormats as readonly string[]).includes(format))
      return `"${format}" is no format of a text: choose from ${textFormats.join(', ')}.`;
    return null;
  }

  /** What would make two units of one: the same identifier, or, without one, the same name at the same place. */
  #repetition({ line, key, name, parentKey }: IncomingUnit): string | null {
    const mark = key ?? JSON.stringify([name, parentKey]);
    const first = this.#lines.get(mark);
    this.#lines.set(mark, first ?? line);
    if (first === undefined) return null;
    const { identifier } = this.choice;
    const what = key === null ? 'name at the same place' : identifier === 'name' ? 'name' : 'id number';
    return `It has the same ${what} as line ${first}.`;
  }
}
