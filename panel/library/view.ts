/** An item of the library as the API shows it. */
import type { z } from 'zod';
import { libraryItem } from '../../contract/panel/library.js';
import type { LibraryItem } from '../db/generated/client.js';

const dependencies = libraryItem.shape.dependencies.catch({});

/** @param uses how many open rollouts and update requests need it */
export function viewItem(row: LibraryItem, uses: number): z.input<typeof libraryItem> {
  const { supportedFrom, supportedTo } = row;
  return {
    id: row.id,
    component: row.component,
    version: row.version,
    release: row.release,
    requires: row.requires,
    supported: supportedFrom === null || supportedTo === null ? null : [supportedFrom, supportedTo],
    incompatible: row.incompatible,
    dependencies: dependencies.parse(row.dependencies),
    maturity: row.maturity,
    subplugins: row.subplugins,
    files: row.files,
    unpacked_size: Number(row.unpackedSize),
    size: Number(row.size),
    sha256: row.sha256,
    md5: row.md5,
    file_name: row.fileName,
    note: row.note,
    uploaded_by: row.uploadedBy,
    uploaded_at: row.uploadedAt.toISOString(),
    used_by: uses,
  };
}
