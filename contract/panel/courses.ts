/** Courses and categories of one instance, as of its last sync. `id` is Moodle's own. */
import { z } from 'zod';
import { id, list, listQuery, timestamp } from './common.js';

export const course = z.object({
  id,
  instance_id: id,
  name: z.string(),
  shortname: z.string().nullable(),
  category_id: z.int().nullable(),
  category_name: z.string().nullable(),
  /** Names from the top: `Science / Physics`. */
  category_path: z.string().nullable(),
  visible: z.boolean().nullable(),
  last_backup_at: timestamp.nullable(),
  last_backup_id: id.nullable(),
  backup_count: z.int(),
  synced_at: timestamp,
});
export type Course = z.infer<typeof course>;
export const courseListQuery = listQuery.extend({
  /** With all categories below it. */
  category_id: z.coerce.number().int().positive().optional(),
});
export const courseList = list(course);

export const category = z.object({
  id,
  parent_id: z.int(),
  name: z.string(),
  sort: z.int(),
  /** Ids from the top: `/1/2`. */
  path: z.string(),
  depth: z.int(),
  /** Without those of the categories below. */
  course_count: z.int(),
});
export type Category = z.infer<typeof category>;
export const categoryList = list(category);
