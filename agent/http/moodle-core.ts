/** GET `/moodle_core`. */
import { Router } from 'express';
import type { CoreReply } from '../../contract/agent/core.js';
import type { AgentContext } from '../context.js';
import { updateLog } from '../moodle/reads/update-log.js';
import { coreUpdates } from '../plugins/core-replies.js';
import { flag } from './flags.js';

export function moodleCoreRouter({ site, inventory: source }: AgentContext): Router {
  const router = Router();
  router.get('/moodle_core', async (req, res) => {
    const updates = flag(req, 'displayupdates');
    const log = flag(req, 'displayupdateslog');
    const inventory = await source.read();
    const reply: CoreReply = {
      current_version: inventory.version,
      current_release: inventory.release,
      last_check_for_updates: inventory.lastCheck,
      ...((updates || !log) && { update_available: coreUpdates(inventory) }),
      ...((log || !updates) && { update_log: await updateLog(site, 'core') }),
    };
    res.json(reply);
  });
  return router;
}
