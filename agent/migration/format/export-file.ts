/** What writes and reads an export file; made in `write-export.ts` and `read-export.ts`. */
import type { EntityKind } from '../../../contract/agent/migration.js';
import type { EntityRow } from './entities.js';
import type { Manifest } from './manifest.js';

/** What exporters put things into. Calls follow one another; everything goes to disk as it comes. */
export interface ExportWriter {
  /**
   * Adds rows of a kind; called again for the same kind it goes on. Rows that the file has already (same kind and id) are
   * left out, so that exporters can be chained.
   * @returns how many were added
   */
  rows<K extends EntityKind>(
    kind: K,
    rows: Iterable<EntityRow<K>> | AsyncIterable<EntityRow<K>>,
  ): Promise<number>;
  /** Adds a file as it is, not compressed again. @param path within the export: `courses/12.mbz` */
  file(path: string, source: string): Promise<{ path: string; size: number; sha256: string }>;
  /** The file from an earlier attempt at this same export, if it is there whole. */
  kept(path: string): Promise<{ path: string; size: number; sha256: string } | null>;
}

export interface ExportFile {
  readonly manifest: Manifest;
  /** Rows of a kind, checked, with their line from 1; none where the file has none. @throws ExportFileRefused */
  rows<K extends EntityKind>(kind: K): AsyncIterable<{ line: number; row: EntityRow<K> }>;
  /** Writes one of its files to disk, in the place of what is there, and compares its checksum. @throws ExportFileRefused */
  extract(path: string, target: string, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** The file is no export, is damaged, or comes from a newer version. The message says which and what to do. */
export class ExportFileRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ExportFileRefused';
  }
}
