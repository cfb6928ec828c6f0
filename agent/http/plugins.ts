/** GET `/plugins`, `/plugin`. */
import { Router } from 'express';
import type { PluginReply, PluginsReply } from '../../contract/agent/plugins.js';
import type { AgentContext } from '../context.js';
import { pluginConfig } from '../moodle/reads/plugin-config.js';
import { updateLog, updateOutcomes } from '../moodle/reads/update-log.js';
import { findPlugin, installedPlugin, newerUpdates } from '../plugins/plugin-replies.js';
import { shownConfig } from '../plugins/shown-config.js';
import { ApiError } from './errors.js';
import { flag } from './flags.js';

export function pluginsRouter({ site, inventory: source }: AgentContext): Router {
  const router = Router();

  router.get('/plugins', async (req, res) => {
    const [inventory, logs] = await Promise.all([
      source.read(),
      flag(req, 'displayupdateslog') ? updateOutcomes(site) : undefined,
    ]);
    const details = { updates: flag(req, 'displayupdates'), logs };
    const reply: PluginsReply = {
      last_check_for_updates: inventory.lastCheck,
      plugins: inventory.plugins.map((plugin) => installedPlugin(plugin, details)),
    };
    res.json(reply);
  });

  router.get('/plugin', async (req, res) => {
    const { plugin: name } = req.query;
    if (name === undefined || name === '') throw new ApiError(400, 'Plugin not specified.');
    const inventory = await source.read();
    const plugin = typeof name === 'string' ? findPlugin(inventory, name) : undefined;
    if (plugin === undefined) throw new ApiError(400, 'Plugin not exist.');
    const { component } = plugin.info;
    const reply: PluginReply = { plugininfo: plugin.info };
    if (flag(req, 'displayupdates')) {
      reply.last_check_for_updates = inventory.lastCheck;
      reply.update_available = newerUpdates(plugin);
    }
    if (flag(req, 'displayupdateslog')) reply.update_log = await updateLog(site, component);
    if (flag(req, 'displayconfig')) {
      const [config, secrets] = await Promise.all([
        pluginConfig(site, component),
        source.secretSettings(inventory),
      ]);
      reply.pluginconfig = shownConfig(component, config, secrets);
    }
    res.json(reply);
  });

  return router;
}
