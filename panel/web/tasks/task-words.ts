/** Tasks in words. */
import type { TaskType } from '../../../contract/agent/tasks.js';
import type { Task } from '../../../contract/panel/tasks.js';

export const taskTypeWords: Record<TaskType, string> = {
  backup_course: 'Course backup',
  backup_course_restore: 'Course restore',
  backup_course_delete: 'Backup deletion',
  plugins_update: 'Plugin update',
  plugins_install_zip: 'Plugin installation',
  plugin_uninstall: 'Plugin removal',
  core_update: 'Moodle update',
  admin_presets_create: 'Preset creation',
  course_restore: 'New course from a file',
  course_duplicate: 'Course duplication',
  migration_export: 'Export',
  migration_import: 'Import',
};

/** How the panel learned of an end. */
export const sourceWords: Record<NonNullable<Task['result_source']>, string> = {
  callback: 'a call of the site',
  poll: 'this panel asking the site',
  sync: 'a sync',
  request: 'the answer to the order',
  panel: 'this panel',
};

/** Such as `Course backup: Physics 1`, `Dry run: Moodle update`. */
export function taskTitle({
  type,
  course_name,
  course_id,
  dry_run,
}: Pick<Task, 'type' | 'course_name' | 'course_id' | 'dry_run'>): string {
  const course = course_name ?? (course_id === null ? null : `course ${course_id}`);
  const title = course ? `${taskTypeWords[type]}: ${course}` : taskTypeWords[type];
  return dry_run ? `Dry run: ${title}` : title;
}

/** What somebody can do about a failed task. */
export function failureAdvice(type: TaskType): string {
  switch (type) {
    case 'backup_course':
      return 'No file was kept. Read the end of the log, mend the cause, and back up the course again.';
    case 'backup_course_restore':
      return 'The log says whether the course was left untouched or put back from its safety copy. Mend the cause, then restore again.';
    case 'backup_course_delete':
      return 'The file may still be in the storage of the site. Check the connection of the site, then delete the backup again.';
    default:
      return 'Read the end of the log, mend the cause at the site, then start it again.';
  }
}
