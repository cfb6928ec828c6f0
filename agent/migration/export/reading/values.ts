/** Values of Moodle's tables, which are read as text, as rows of an export have them. */
import type { MoodleRow } from '../../../moodle/database/database.js';

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
export const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
export const flagOf = (value: unknown): boolean => value === '1';
export const intOf = (value: unknown): number => Number(value ?? 0);
/** As columns of a missing older version are: null. */
export const intOrNull = (value: unknown): number | null =>
  value === null || value === undefined ? null : Number(value);

/** Rows of a stream whose columns are known only by name. */
export type Rows = AsyncIterableIterator<MoodleRow>;
