/** Files of rows: their names, and how a line becomes a row. */
import { z } from 'zod';
import type { EntityKind } from '../../../contract/agent/migration.js';
import { JsonRefused, parseGuardedJson } from '../../../runtime/json-guard.js';
import { describeIssues } from '../../http/errors.js';
import { entityRows, type EntityRow } from './entities.js';
import { ExportFileRefused } from './export-file.js';
import { LINE_LIMIT } from './limits.js';
import { LineTooLong, linesOf } from './lines.js';

export const rowsPath = (kind: EntityKind) => `${kind}.jsonl`;

/** Levels of lists and objects: certificates have the most. */
const DEPTH = 16;

/** What tells rows of a kind apart. */
export function identityOf<K extends EntityKind>(kind: K, row: EntityRow<K>): string | number {
  if (kind !== 'cohortmembers') return (row as { id: number }).id;
  const { cohort, user } = row as EntityRow<'cohortmembers'>;
  return `${cohort}:${user.id}`;
}

/**
 * The rows of a file, checked, with their lines from 1.
 * @throws ExportFileRefused naming the line
 */
export async function* rowsOf<K extends EntityKind>(
  kind: K,
  bytes: AsyncIterable<Buffer>,
): AsyncGenerator<{ line: number; row: EntityRow<K> }> {
  const schema: z.ZodType = entityRows[kind];
  let line = 0;
  try {
    for await (const text of linesOf(bytes, LINE_LIMIT)) {
      line += 1;
      yield { line, row: schema.parse(parseGuardedJson(text, DEPTH)) as EntityRow<K> };
    }
  } catch (error) {
    const why = complaint(error);
    if (why === null) throw error;
    const place = `${rowsPath(kind)}, line ${error instanceof LineTooLong ? error.line : line}`;
    throw new ExportFileRefused(
      `${place}: ${why}. The file was damaged or changed by hand: export it again.`,
    );
  }
}

function complaint(error: unknown): string | null {
  if (error instanceof z.ZodError) return describeIssues(error);
  if (error instanceof JsonRefused) return error.message.replace(/\.$/, '');
  if (error instanceof LineTooLong) return `longer than ${LINE_LIMIT} bytes`;
  return null;
}
