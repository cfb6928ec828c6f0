/** Where a site's preset arrives: the XML itself, from our agent signed, from the PHP plugin under its key alone. */
import type { RequestHandler } from 'express';
import { callbackPaths } from '../../contract/agent/callbacks.js';
import { JOB_HEADER } from '../../contract/agent/signature.js';
import { PRESET_MAX_BYTES } from '../agents/client.js';
import type { PanelContext } from '../context.js';
import { readBytes } from '../http/body.js';
import { ProblemError } from '../http/problem-error.js';
import { readPreset } from '../presets/read.js';
import { PresetRefused } from '../presets/xml-guard.js';
import { PRESET_TYPE, type PresetFacts } from '../tasks/outcome.js';
import type { Instance } from '../db/generated/client.js';
import { instanceId, smallId } from './ids.js';
import { refuse, requireInstance, requireSignature } from './sender.js';
import { takeCallback } from './take.js';

export function takePreset(panel: PanelContext): RequestHandler {
  return async (req, res) => {
    const { instance, key } = await requireInstance(panel, req, instanceId(req));
    const body = await readBytes(req, res, PRESET_MAX_BYTES);
    const path = callbackPaths.preset(instance.id);
    const deliveryId = await requireSignature(panel, req, instance, key, { path, body });
    try {
      const answer = await takeCallback(panel, {
        instanceId: instance.id,
        type: PRESET_TYPE,
        moodleJobId: jobOf(req.get(JOB_HEADER)),
        courseId: null,
        backupId: null,
        link: null,
        deliveryId,
        body,
        outcome: { status: 'succeeded', message: null, preset: read(panel, instance, body) },
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

function read(panel: PanelContext, instance: Instance, body: Buffer): PresetFacts {
  try {
    return readPreset(panel, instance, body);
  } catch (error) {
    if (!(error instanceof PresetRefused)) throw error;
    throw new ProblemError(error.code === 'too_large' ? 413 : 422, 'The preset was refused', {
      detail: error.message,
    });
  }
}

/** The agent's job id; the plugin and older agents send none. @throws ProblemError 422 */
function jobOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^[1-9]\d{0,14}$/.test(text)) {
    throw new ProblemError(422, 'No job id', { detail: `${JOB_HEADER} is no number.` });
  }
  return smallId(Number(text));
}
