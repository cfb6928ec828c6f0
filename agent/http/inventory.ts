/** The reads of plugins and core, over one inventory that both share. */
import { Router } from 'express';
import type { AgentContext } from '../context.js';
import { PluginInventory } from '../plugins/plugin-inventory.js';
import { moodleCoreRouter } from './moodle-core.js';
import { pluginsRouter } from './plugins.js';

export function inventoryRouter(context: AgentContext): Router {
  const source = new PluginInventory(context.site, context.logger, context.clock);
  return Router().use(pluginsRouter(context, source), moodleCoreRouter(context, source));
}
