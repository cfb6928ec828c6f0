/** `/admin_presets…`: the site's settings as a preset, and a preset's settings onto the site. */
import { Router, type Request } from 'express';
import { API_KEY_HEADER, numericId } from '../../contract/agent/common.js';
import {
  presetApplyRequest,
  presetFileQuery,
  presetQuery,
  type PresetApplyReply,
  type PresetApplyRequest,
  type PresetReply,
} from '../../contract/agent/presets.js';
import { currentKey } from '../config.js';
import type { AgentContext } from '../context.js';
import { BridgeError } from '../moodle/bridge.js';
import { applyOrUndo } from '../presets/apply.js';
import type { CreatePayload } from '../presets/create-handler.js';
import { storedPreset } from '../presets/stored-preset.js';
import { ApiError } from './errors.js';
import { idempotency } from './idempotency.js';
import { parseBody, parseQuery } from './json-body.js';

const NO_PRESETS = 'Admin presets plugin not found.';

export function presetsRouter(context: AgentContext): Router {
  const { site, tasks } = context;
  const router = Router();

  /** @throws ApiError 501 where this Moodle has no admin presets; MoodleUnavailable */
  async function requirePresets(): Promise<void> {
    if ((await site.database.columns('adminpresets')).length === 0) throw new ApiError(501, NO_PRESETS);
  }

  router.get('/admin_presets', async (req, res) => {
    if (!numericId.safeParse(req.query.instanceid).success) {
      throw new ApiError(403, 'Please provide a valid instance ID.');
    }
    const { instanceid, sensitive } = parseQuery(req, presetQuery);
    await requirePresets();
    const order: CreatePayload = { instanceId: instanceid, sensitive: sensitive === '1' };
    const { id } = await tasks.enqueue('admin_presets_create', order);
    const message = 'Admin presets creation in progress';
    res.json({ status: true, message, moodle_job_id: id } satisfies PresetReply);
  });

  router.get('/admin_presets/file', async (req, res) => {
    const { id } = parseQuery(req, presetFileQuery);
    const xml = await storedPreset(context.store, id);
    if (xml === null) {
      throw new ApiError(
        404,
        'This preset is not kept (any more): ask for a new one with GET /admin_presets.',
      );
    }
    res.attachment(`admin-preset-${id}.xml`).type('application/xml').send(xml);
  });

  router.post('/admin_presets', idempotency(context), async (req, res) => {
    const request = parseBody(req, presetApplyRequest);
    await requirePresets();
    const outcome = await applyOrUndo(context, request, keysOf(req, context)).catch((error: unknown) => {
      throw inWords(error, request);
    });
    res.json({ status: true, ...outcome } satisfies PresetApplyReply);
  });

  return router;
}

/** The key that the request came with goes first: during a rotation it is the one that its sender has. */
function keysOf(req: Request, { config }: AgentContext): string[] {
  const keys = [req.headers[API_KEY_HEADER], currentKey(config)];
  return keys.filter((key) => typeof key === 'string');
}

/** Moodle's own words for what it did not do; the site is as it was. */
function inWords(error: unknown, { action }: PresetApplyRequest): unknown {
  if (!(error instanceof BridgeError)) return error;
  if (error.kind === 'not-found')
    return action === 'undo' ? new ApiError(404, error.message) : new ApiError(501, NO_PRESETS);
  return error.kind === 'moodle' ? new ApiError(400, `Moodle refused: ${error.message}`) : error;
}
