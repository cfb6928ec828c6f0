/** How much an export file may hold before it is refused; see `docs/export-format.md`. */

const MB = 1024 ** 2;
const GB = 1024 ** 3;

export interface ExportLimits {
  /** Bytes of the zip itself. */
  fileBytes: number;
  /** Entries of the zip. */
  entries: number;
  /** Rows of all kinds together. */
  entities: number;
  /** Bytes of a file of rows, unpacked. */
  rowsBytes: number;
  /** Unpacked bytes for each packed one, once an entry would unpack to more than `ratioFrom` bytes. */
  ratio: number;
  ratioFrom: number;
}

export const exportLimits: ExportLimits = {
  fileBytes: 1024 * GB,
  entries: 500_000,
  entities: 1_000_000,
  rowsBytes: 16 * GB,
  ratio: 200,
  ratioFrom: 64 * MB,
};

/** Bytes of one line; Moodle's texts may be long, and a line is held whole. */
export const LINE_LIMIT = 16 * MB;
/** Bytes of `manifest.json`: some 400,000 files. */
export const MANIFEST_LIMIT = 64 * MB;
