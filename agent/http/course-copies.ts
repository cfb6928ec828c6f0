/** `/courses/duplicate` and `/courses/restore`: new courses, ordered by the panel, done as the site's first administrator. */
import { Router } from 'express';
import {
  copyOptionDefaults,
  courseDuplicateRequest,
  courseRestoreRequest,
  type CourseCopyReply,
} from '../../contract/agent/course-copies.js';
import type { AgentContext } from '../context.js';
import { orderDuplicate, orderRestore, type OrderedCopy } from '../course-copies/order.js';
import { firstAdministrator } from '../moodle/reads/first-administrator.js';
import { completeUpload, takeUpload } from '../uploads/use-upload.js';
import { idempotency } from './idempotency.js';
import { parseBody } from './json-body.js';

export function courseCopiesRouter(context: AgentContext): Router {
  const router = Router();

  router.post('/courses/duplicate', idempotency(context), async (req, res) => {
    const { courseid, categoryid, fullname, shortname, options } = parseBody(req, courseDuplicateRequest);
    const ordered = await orderDuplicate(context, {
      userId: await firstAdministrator(context.site),
      courseId: courseid,
      categoryId: categoryid,
      fullname,
      shortname,
      options: { ...copyOptionDefaults, ...options },
    });
    res.json(reply('Course duplication in progress', ordered));
  });

  router.post('/courses/restore', idempotency(context), async (req, res) => {
    const { uploadid, categoryid, fullname, shortname, options } = parseBody(req, courseRestoreRequest);
    const ordered = await orderRestore(context, {
      userId: await firstAdministrator(context.site),
      categoryId: categoryid,
      fullname: fullname ?? null,
      shortname: shortname ?? null,
      options: { ...copyOptionDefaults, ...options },
      source: async () => (await completeUpload(context, uploadid)).path,
      take: (target) => takeUpload(context, uploadid, target),
    });
    res.json(reply('Course restore in progress', ordered));
  });

  return router;
}

const reply = (message: string, { copyId, taskId }: OrderedCopy): CourseCopyReply => ({
  status: true,
  message,
  moodle_job_id: taskId,
  copyid: copyId,
});
