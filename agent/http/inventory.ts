/** The reads of plugins and core. */
import { Router } from 'express';
import type { AgentContext } from '../context.js';
import { moodleCoreRouter } from './moodle-core.js';
import { pluginsRouter } from './plugins.js';

export function inventoryRouter(context: AgentContext): Router {
  return Router().use(pluginsRouter(context), moodleCoreRouter(context));
}
