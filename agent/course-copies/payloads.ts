/** What the two tasks are asked to do, as the queue keeps it. */
import { z } from 'zod';
import { copyOptionDefaults, type CopyOptions } from '../../contract/agent/course-copies.js';
import { hexId } from '../../contract/agent/uploads.js';

const id = z.int().positive();

const options = z.record(
  z.enum(Object.keys(copyOptionDefaults) as (keyof CopyOptions)[]),
  z.int().min(0).max(2),
) satisfies z.ZodType<CopyOptions>;

const common = {
  /** The id that the caller knows; it names the copy's folder, and its work to the bridge. */
  copyId: hexId,
  userId: id,
  categoryId: id,
  options,
};

export const courseRestorePayload = z.object({
  ...common,
  /** The backup's own where null. */
  fullname: z.string().nullable(),
  /** The backup's own where null, with a number where that is taken. */
  shortname: z.string().nullable(),
});
export type CourseRestorePayload = z.infer<typeof courseRestorePayload>;

export const courseDuplicatePayload = z.object({
  ...common,
  courseId: id,
  fullname: z.string(),
  shortname: z.string(),
});
export type CourseDuplicatePayload = z.infer<typeof courseDuplicatePayload>;
