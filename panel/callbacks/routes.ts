/** Where agents and plugins report how their work ended. Paths and bodies are the protocol's, errors are problems. */
import { Router, type RequestHandler } from 'express';
import type { z } from 'zod';
import { callbackPaths } from '../../contract/agent/callbacks.js';
import { parseGuardedJson } from '../../runtime/json-guard.js';
import type { PanelContext } from '../context.js';
import { readBytes } from '../http/body.js';
import { badRequest } from '../http/errors.js';
import { ProblemError } from '../http/problem-error.js';
import { outcomeOf, resultForms, type CopyType, type JsonResultType } from '../tasks/outcome.js';
import { instanceId, smallId } from './ids.js';
import { takePreset } from './preset.js';
import { refuse, requireInstance, requireSignature } from './sender.js';
import { takeCallback } from './take.js';

/** An uninstalled plugin and a new course are told of by `/tasks/check` alone. */
type CallbackType = Exclude<JsonResultType, 'plugin_uninstall' | CopyType>;

const pathOf = {
  backup_course: callbackPaths.backup,
  backup_course_restore: callbackPaths.restore,
  backup_course_delete: callbackPaths.delete,
  plugins_update: callbackPaths.pluginsUpdate,
  plugins_install_zip: callbackPaths.pluginsZip,
  core_update: callbackPaths.core,
} as const satisfies Record<CallbackType, (instance: number) => string>;

export function callbackRouter(panel: PanelContext): Router {
  const router = Router();
  router.post('/backups/courses/:id', take(panel, 'backup_course'));
  router.post('/backups/restore/instance/:id', take(panel, 'backup_course_restore'));
  router.post('/backups/delete/instance/:id', take(panel, 'backup_course_delete'));
  router.post('/updates/plugins/instance/:id', take(panel, 'plugins_update'));
  router.post('/updates/zip-plugins/instance/:id', take(panel, 'plugins_install_zip'));
  router.post('/updates/core/instance/:id', take(panel, 'core_update'));
  router.post('/instances/:id/admin_preset', takePreset(panel));
  return router;
}

function take(panel: PanelContext, type: CallbackType): RequestHandler {
  return async (req, res) => {
    const { instance, key } = await requireInstance(panel, req, instanceId(req));
    const body = await readBytes(req, res);
    const path = pathOf[type](instance.id);
    const deliveryId = await requireSignature(panel, req, instance, key, { path, body });
    const result = resultForms[type].safeParse(parseGuardedJson(body));
    if (!result.success) throw unprocessable(result.error);
    const outcome = outcomeOf(type, result.data);
    if (!outcome)
      throw new ProblemError(422, 'No file named', { detail: 'A backup that succeeded names its link.' });
    try {
      const answer = await takeCallback(panel, {
        instanceId: instance.id,
        type,
        moodleJobId: smallId(result.data.moodle_job_id),
        courseId: smallId('courseid' in result.data ? result.data.courseid : null),
        backupId: smallId('backup_result_id' in result.data ? result.data.backup_result_id : null),
        link: 'link' in result.data ? (result.data.link ?? null) : null,
        deliveryId,
        body,
        outcome,
      });
      res.status(answer.status).json(answer.body);
    } catch (error) {
      if (error instanceof ProblemError) {
        await refuse(panel, req, instance.id, `${error.status} ${error.message}`);
      }
      throw error;
    }
  };
}

function unprocessable(error: z.ZodError): ProblemError {
  const { title, extras } = badRequest(error, 'body');
  return new ProblemError(422, title, extras);
}
