/** Backups in words. */
import type { Backup } from '../../../contract/panel/backups.js';

/** The name of the course, or its id where the name is not known. */
export function backupTitle({ course_name, course_id }: Pick<Backup, 'course_name' | 'course_id'>): string {
  return course_name ?? `Course ${course_id}`;
}

/** What is being done with a finished backup at the moment; null for nothing. */
export function openWork({ open_task_id, open_task_type }: Backup): string | null {
  if (open_task_id === null) return null;
  return open_task_type === 'backup_course_delete' ? 'being deleted…' : 'being restored…';
}
