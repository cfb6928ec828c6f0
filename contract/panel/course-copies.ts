/** A course duplicated within its site, and a new course out of an uploaded `.mbz`. Both answer the task that follows. */
import { z } from 'zod';
import { copyOptions } from '../agent/course-copies.js';
import { upload } from '../agent/uploads.js';
import { id } from './common.js';

const fullname = z.string().trim().min(1).max(254);
const shortname = z.string().trim().min(1).max(100);

/** POST `/instances/{id}/courses/{course}/duplicate`. */
export const courseDuplicate = z.object({
  category_id: id,
  fullname,
  shortname,
  options: copyOptions.default({}),
});

/**
 * POST `/instances/{id}/uploads` begins handing a `.mbz` to a site; PUT `/instances/{id}/uploads/{upload}/chunk?offset=` sends
 * the next piece as `application/octet-stream`; GET tells how far it has come; DELETE throws it away. Nothing of it is kept
 * in the panel.
 */
export const siteUploadCreate = z.object({ name: z.string().min(1).max(255), size: z.int().positive() });
export const siteUpload = upload;
export type SiteUpload = z.infer<typeof siteUpload>;
export const siteUploadChunkQuery = z.object({ offset: z.coerce.number().int().nonnegative() });

/** POST `/instances/{id}/courses/restore`: the upload must have arrived whole. */
export const courseRestore = z.object({
  upload_id: z.string().regex(/^[0-9a-f]{32}$/),
  category_id: id,
  fullname: fullname.optional(),
  shortname: shortname.optional(),
  options: copyOptions.default({}),
});
export type CourseRestore = z.input<typeof courseRestore>;
