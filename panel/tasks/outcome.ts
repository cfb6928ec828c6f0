/** How a task ended, whichever way the panel learned of it: one form for callbacks and for `/tasks/check`. */
import type { z } from 'zod';
import { resultSchemas, type BackupCallback } from '../../contract/agent/callbacks.js';
import type { TaskType } from '../../contract/agent/tasks.js';
import { changeOutcomeOf, type ChangeFacts, type ChangeResult } from './change-outcome.js';
import { isChangeType, type ChangeType } from './change-types.js';

export interface BackupFacts {
  link: string;
  password: string | null;
  /** Bytes. */
  size: number | null;
  sha256: string | null;
}

export type Outcome =
  | { status: 'succeeded'; message: string | null; backup?: BackupFacts; changes?: ChangeFacts }
  | { status: 'failed'; error: string; changes?: ChangeFacts }
  | { status: 'cancelled'; error: string };

/** Types of tasks that this panel orders, each with the form of its result. */
export const resultForms = resultSchemas;
export type OrderedType = keyof typeof resultForms;
export type TaskResult = z.output<(typeof resultForms)[OrderedType]>;

export const isOrderedType = (type: TaskType | string): type is OrderedType =>
  Object.hasOwn(resultForms, type);

/** The reference's words for a deletion that found nothing to delete. */
const FILE_GONE = 'Backup file does not exist.';
/** Text ends somewhere: what a site sends must not fill the database. */
const MAX_TEXT = 2000;

/**
 * Reads a result that has passed its schema.
 * @returns null for a success of a backup that names no file
 */
export function outcomeOf(type: OrderedType, result: TaskResult): Outcome | null {
  if (isChangeType(type)) return changeOutcomeOf(type, result as ChangeResult);
  return backupOutcomeOf(type, result as BackupResult);
}

type BackupResult = z.output<(typeof resultForms)[Exclude<OrderedType, ChangeType>]>;

function backupOutcomeOf(type: OrderedType, result: BackupResult): Outcome | null {
  const message = result.message?.slice(0, MAX_TEXT) || null;
  // A file that is gone already is what its deletion was for.
  if (type === 'backup_course_delete' && message === FILE_GONE) return { status: 'succeeded', message };
  if (!result.status) return { status: 'failed', error: message ?? 'The site gave no reason.' };
  if (type !== 'backup_course') return { status: 'succeeded', message };
  const found = result as BackupCallback;
  if (!found.link || found.link.length > 1024) return null;
  return {
    status: 'succeeded',
    message,
    backup: {
      link: found.link,
      password: found.password ?? null,
      size: sizeOf(found.filesize ?? null),
      sha256: found.sha256 ?? null,
    },
  };
}

const units: Record<string, number> = { b: 0, bytes: 0, kb: 1, mb: 2, gb: 3, tb: 4 };

/** Bytes of a number, digits, or a text such as `3.25 GB` (1 KB is 1024 bytes, as Moodle writes it); null if neither. */
export function sizeOf(size: number | string | null): number | null {
  if (typeof size === 'number' || size === null) return size;
  const found = /^\s*(\d{1,15}(?:[.,]\d+)?)\s*([a-z]*)\s*$/i.exec(size);
  const power = found ? units[found[2]?.toLowerCase() || 'b'] : undefined;
  if (!found || power === undefined) return null;
  const bytes = Math.round(Number(found[1]?.replace(',', '.')) * 1024 ** power);
  return Number.isSafeInteger(bytes) ? bytes : null;
}
