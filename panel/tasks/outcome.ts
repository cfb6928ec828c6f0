/** How a task ended, whichever way the panel learned of it: one form for callbacks and for `/tasks/check`. */
import type { z } from 'zod';
import { resultSchemas, type BackupCallback } from '../../contract/agent/callbacks.js';
import type { TaskType } from '../../contract/agent/tasks.js';
import type { CourseCopyResult } from '../../contract/agent/course-copies.js';
import { changeOutcomeOf, type ChangeFacts, type ChangeResult } from './change-outcome.js';
import { isChangeType, type ChangeType } from './change-types.js';

export interface BackupFacts {
  link: string;
  password: string | null;
  /** Bytes. */
  size: number | null;
  sha256: string | null;
}

/** A site's settings: kind (`s` setting, `p` plugin), plugin, name, value, flags (panel/presets/content.ts). */
export type PresetEntry = ['s' | 'p', string, string, string, string];

export interface PresetFacts {
  moodleVersion: string | null;
  moodleRelease: string | null;
  siteUrl: string | null;
  author: string | null;
  open: PresetEntry[];
  secrets: PresetEntry[];
}

export type Outcome =
  | {
      status: 'succeeded';
      message: string | null;
      backup?: BackupFacts;
      changes?: ChangeFacts;
      preset?: PresetFacts;
    }
  | { status: 'failed'; error: string; changes?: ChangeFacts }
  | { status: 'cancelled'; error: string };

/** Types of tasks that this panel orders whose result is JSON, each with its form. */
export const resultForms = {
  backup_course: resultSchemas.backup_course,
  backup_course_restore: resultSchemas.backup_course_restore,
  backup_course_delete: resultSchemas.backup_course_delete,
  plugins_update: resultSchemas.plugins_update,
  plugins_install_zip: resultSchemas.plugins_install_zip,
  plugin_uninstall: resultSchemas.plugin_uninstall,
  core_update: resultSchemas.core_update,
  course_restore: resultSchemas.course_restore,
  course_duplicate: resultSchemas.course_duplicate,
} as const;
export type JsonResultType = keyof typeof resultForms;
/** Types of tasks that this panel orders; the result of a preset is XML (panel/presets/read.ts). */
export type OrderedType = JsonResultType | typeof PRESET_TYPE;
export type TaskResult = z.output<(typeof resultForms)[JsonResultType]>;

export const PRESET_TYPE = 'admin_presets_create';

export const hasJsonResult = (type: TaskType | string): type is JsonResultType =>
  Object.hasOwn(resultForms, type);
export const isOrderedType = (type: TaskType | string): type is OrderedType =>
  hasJsonResult(type) || type === PRESET_TYPE;

/** The reference's words for a deletion that found nothing to delete. */
const FILE_GONE = 'Backup file does not exist.';
/** Text ends somewhere: what a site sends must not fill the database. */
const MAX_TEXT = 2000;

/**
 * Reads a result that has passed its schema.
 * @returns null for a success of a backup that names no file
 */
export function outcomeOf(type: JsonResultType, result: TaskResult): Outcome | null {
  if (isChangeType(type)) return changeOutcomeOf(type, result as ChangeResult);
  if (isCopyType(type)) return copyOutcomeOf(result as CourseCopyResult);
  return backupOutcomeOf(type, result as BackupResult);
}

/** A new course out of another or out of a backup: told by no callback, its end is found by asking. */
export type CopyType = 'course_restore' | 'course_duplicate';
export const isCopyType = (type: string): type is CopyType =>
  type === 'course_restore' || type === 'course_duplicate';

function copyOutcomeOf({ courseid, fullname, shortname, warnings }: CourseCopyResult): Outcome {
  const made = `New course “${fullname.slice(0, 254)}” (${shortname.slice(0, 255)}), id ${courseid}.`;
  return { status: 'succeeded', message: [made, ...warnings].join(' ').slice(0, MAX_TEXT) };
}

type BackupResult = z.output<(typeof resultForms)[Exclude<JsonResultType, ChangeType | CopyType>]>;

function backupOutcomeOf(type: JsonResultType, result: BackupResult): Outcome | null {
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
