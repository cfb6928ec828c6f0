/** Lets a course know of its newest backup before the server is asked. */
import type { QueryClient } from '@tanstack/react-query';
import type { Backup } from '../../../contract/panel/backups.js';
import type { List } from '../../../contract/panel/common.js';
import type { Course } from '../../../contract/panel/courses.js';
import { keys } from '../api/query-keys.js';

/** Writes a backup that has succeeded into every cached list that holds its course. Doing it twice changes nothing more. */
export function noteInCourses(client: QueryClient, backup: Backup): void {
  const { finished_at } = backup;
  if (backup.status !== 'succeeded' || backup.deleted_at !== null || finished_at === null) return;
  client.setQueriesData<List<Course>>({ queryKey: keys.courses(backup.instance_id) }, (list) => {
    const at = list?.items.findIndex(({ id }) => id === backup.course_id) ?? -1;
    const course = list?.items[at];
    if (!list || !course) return list;
    if (course.last_backup_at !== null && course.last_backup_at >= finished_at) return list;
    const noted = {
      ...course,
      last_backup_at: finished_at,
      last_backup_id: backup.id,
      backup_count: course.backup_count + 1,
    };
    return { ...list, items: list.items.with(at, noted) };
  });
}
