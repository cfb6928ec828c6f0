/** Removes a plugin: its data by Moodle's own uninstaller, then its folder. */
import { dirname } from 'node:path';
import type { PluginUninstallReply } from '../../contract/agent/plugins.js';
import { isThere } from '../../runtime/is-there.js';
import type { AgentContext } from '../context.js';
import { findPlugin } from '../plugins/plugin-replies.js';
import type { TaskRun } from '../tasks/handler.js';
import { Change, type Reached } from './change.js';
import type { UninstallOrder } from './orders.js';
import { preflight } from './preflight.js';
import { agentPath, underVersionControl } from './targets.js';

const KEY = 'plugin';

export async function uninstallPlugin(
  context: AgentContext,
  run: TaskRun<UninstallOrder>,
  reached: Reached,
): Promise<PluginUninstallReply> {
  const change = await Change.open(context, run, reached);
  if (!change.isSettled(KEY) && change.mayGoOn) await change.attempt(() => carryOut(change, run.payload));
  if (!change.isSettled(KEY)) change.fail(KEY, 'swap', change.whyNot);
  const report = await change.close(run.payload.dryRun);
  const { status, error } = change.journal.outcomes[KEY]!;
  const gone = status && !run.payload.dryRun;
  return { uninstalled: gone, removed: gone, error, report };
}

async function carryOut(change: Change, order: UninstallOrder): Promise<void> {
  const { context } = change;
  const { steps } = change.tools;
  const { component } = order;
  change.plan(KEY, { component });
  const inventory = await context.inventory.read();
  const plugin = findPlugin(inventory, component);
  if (!plugin) return change.fail(KEY, 'resolve', `${component} is not installed.`);
  const { info } = plugin;
  change.plan(KEY, {
    from_version: info.versiondb === null ? null : String(info.versiondb),
    to_version: null,
  });

  const folder = info.rootdir === null ? null : agentPath(context.site.config, inventory, info.rootdir);
  const nowhere = folder === null ? null : await change.settleIn([dirname(folder)]);
  const against = await steps.step(
    'preflight',
    async () => {
      const reasons = await context.site.bridge.uninstallReasons(component);
      const vcs = folder === null || order.overwriteVcs ? null : await underVersionControl(folder);
      const found = await preflight(context, {
        ignoreHealth: order.ignoreHealth,
        space: 0,
        folder: context.site.config.dataroot,
      });
      change.journal.warnings.push(...found.warnings);
      return [...reasons, ...(vcs ? [vcs] : []), ...(nowhere ? [nowhere] : []), ...found.reasons];
    },
    (reasons) => reasons.map(({ message }) => message).join('\n') || 'Nothing speaks against it.',
  );
  change.journal.reasons.push(...against);
  if (against.length > 0) return change.fail(KEY, 'preflight', against);
  if (order.dryRun) return change.succeed(KEY);

  const places = change.tools.workspace.places(change.nextRound(), component);
  const there = folder !== null && (await isThere(folder));
  await change.round({
    keys: [KEY],
    swaps: there ? [{ target: folder, existed: true, ...places, staged: null }] : [],
    uninstall: component,
    expected: { [component]: null },
  });
}
