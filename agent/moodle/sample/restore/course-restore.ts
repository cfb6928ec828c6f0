/** What the parts of a restore share. */
import type { SampleSql, StoredRow } from '../sql.js';
import type { Included } from '../structure/included.js';
import type { RowReader } from './row-reader.js';
import type { UnpackedArchive } from './unpacked.js';

export interface CourseRestore {
  sql: SampleSql;
  archive: UnpackedArchive;
  reader: RowReader;
  course: StoredRow;
  courseContext: number;
  included: Included;
  filedir: string;
  /** The site's own address. */
  wwwroot: string;
  /** For the operator; filled as it goes. */
  warnings: string[];
  /** Unix seconds. */
  time: number;
}
