/** New courses out of a backup file or out of another course of the site (MDL-64915, MDL-64916). */
import { z } from 'zod';
import { numericId } from './common.js';
import { hexId } from './uploads.js';

/** Moodle's own numbers of a backup controller's state, as the status functions give them. */
export const CopyStatus = { awaiting: 700, executing: 800, failed: 900, finished: 1000 } as const;

/** The phases of a duplication. */
export const CopyPhase = { backup: 1, restore: 2 } as const;

/** The ten options with what holds where one is not given. `enrolments`: 0 never, 1 only with users, 2 always. */
export const copyOptionDefaults = {
  activities: 1,
  blocks: 1,
  filters: 1,
  users: 0,
  enrolments: 1,
  role_assignments: 0,
  comments: 0,
  userscompletion: 0,
  logs: 0,
  grade_histories: 0,
} as const;
export type CopyOptionName = keyof typeof copyOptionDefaults;
export type CopyOptions = Record<CopyOptionName, number>;

const onOff = z.union([z.literal(0), z.literal(1)]);
/** As the agent API takes options: each may be left out. */
export const copyOptions = z
  .object({
    activities: onOff,
    blocks: onOff,
    filters: onOff,
    users: onOff,
    enrolments: z.union([z.literal(0), z.literal(1), z.literal(2)]),
    role_assignments: onOff,
    comments: onOff,
    userscompletion: onOff,
    logs: onOff,
    grade_histories: onOff,
  })
  .partial()
  .strict();

const names = {
  fullname: z.string().trim().min(1).max(254),
  shortname: z.string().trim().min(1).max(100),
};

/** POST `/courses/duplicate` (ours): as the site's first administrator. */
export const courseDuplicateRequest = z.object({
  courseid: numericId,
  categoryid: numericId,
  ...names,
  options: copyOptions.default({}),
});

/** POST `/courses/restore` (ours): a new course out of an uploaded `.mbz`. Names are the backup's where not given. */
export const courseRestoreRequest = z.object({
  uploadid: hexId,
  categoryid: numericId,
  fullname: names.fullname.optional(),
  shortname: names.shortname.optional(),
  options: copyOptions.default({}),
});

export const courseCopyReply = z.object({
  status: z.literal(true),
  message: z.string(),
  moodle_job_id: numericId,
  /** `restoreid` or `duplicateid` of the web services. */
  copyid: hexId,
});
export type CourseCopyReply = z.infer<typeof courseCopyReply>;

/** What `/tasks/check` says of a finished `course_restore` or `course_duplicate`. */
export const courseCopyResult = z.object({
  courseid: z.int().positive(),
  fullname: z.string(),
  shortname: z.string(),
  warnings: z.array(z.string()),
});
export type CourseCopyResult = z.infer<typeof courseCopyResult>;
