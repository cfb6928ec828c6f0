/** Installs and updates plugins: several in one request have one maintenance window and one upgrade run. */
import type { ChangeReason, ChangeReport } from '../../contract/agent/changes.js';
import { dependencyOrder } from '../../inspection/dependency-order.js';
import { judgePlugin } from '../../inspection/judge-plugin.js';
import type { AgentContext } from '../context.js';
import type { TaskRun } from '../tasks/handler.js';
import { Change, type Reached } from './change.js';
import type { ItemOutcome } from './journal.js';
import type { PluginItem, PluginsOrder } from './orders.js';
import { preflight } from './preflight.js';
import { downloadItems, inspectItems, type RefusedItem, type ResolvedItem } from './resolve-items.js';
import { runRounds } from './plugin-rounds.js';
import { siteCode } from './site-code.js';
import type { Target } from './stage-items.js';
import { nestedPlugins, targetFolder, underVersionControl } from './targets.js';
import { whyNoRename } from './workspace.js';
import { dirname } from 'node:path';

export interface PluginChangeResult {
  /** By the items' keys; each has one. */
  outcomes: Record<string, ItemOutcome>;
  report: ChangeReport;
}

/** Carries the order out, or what an earlier attempt has left of it. */
export async function changePlugins(
  context: AgentContext,
  run: TaskRun<PluginsOrder>,
  reached: Reached,
): Promise<PluginChangeResult> {
  const order = run.payload;
  const change = await Change.open(context, run, reached);
  const pending = order.items.filter(({ key }) => !change.isSettled(key));
  if (pending.length > 0 && change.mayGoOn) await change.attempt(() => carryOut(change, order, pending));
  for (const { key, component } of order.items) {
    if (change.isSettled(key)) continue;
    if (component !== null) change.plan(key, { component });
    change.fail(key, 'swap', change.whyNot);
  }
  const report = await change.close(order.dryRun);
  return { outcomes: change.journal.outcomes, report };
}

async function carryOut(change: Change, order: PluginsOrder, pending: readonly PluginItem[]): Promise<void> {
  const { context, run } = change;
  const { steps } = change.tools;
  const refuse = (bad: readonly RefusedItem[]) => {
    for (const { item, step, component, reasons } of bad) {
      change.plan(item.key, { component: component ?? item.component });
      change.fail(item.key, step, reasons);
    }
  };
  const counted = (good: number, bad: readonly RefusedItem[]) =>
    [
      `${good} of ${good + bad.length} ${good + bad.length === 1 ? 'zip' : 'zips'} in order.`,
      ...bad.map(
        ({ item, reasons }) => `${item.component ?? item.key.replace(/[?#].*$/, '')}: ${reasons[0]?.message}`,
      ),
    ].join('\n');

  const site = await steps.step(
    'resolve',
    () => siteCode(context),
    ({ code }) => `Moodle ${code.release}, PHP ${code.phpVersion}`,
  );
  const downloads = await steps.step(
    'download',
    () => downloadItems(context, run, change.tools.workspace, pending),
    ({ got, bad }) => counted(got.length, bad),
  );
  refuse(downloads.bad);
  await change.tools.reached('downloaded');
  const { good, bad } = await steps.step(
    'inspect',
    () => inspectItems(run, downloads.got),
    (found) => counted(found.good.length, found.bad),
  );
  refuse(bad);

  const targets = new Map<string, Target>();
  const fit: ResolvedItem[] = [];
  for (const resolved of good) {
    const { item, pkg } = resolved;
    const installed = site.inventory.plugins.find(({ info }) => info.component === pkg.component)?.info;
    const { reasons, warnings } = judgePlugin(
      pkg,
      site.code,
      good.map((other) => other.pkg),
    );
    const target = targetFolder(context.site.config, site.inventory, pkg);
    change.plan(item.key, {
      component: pkg.component,
      from_version: installed ? textOf(installed.versiondisk) : null,
      to_version: String(pkg.version),
      to_release: pkg.release,
      warnings,
    });
    const all: ChangeReason[] = [...reasons];
    if (target === null) {
      if (all.length === 0)
        all.push({
          code: 'unknown-type',
          message: `The place of ${pkg.component} comes with another plugin: install that one first, this one afterwards.`,
        });
    } else {
      targets.set(pkg.component, {
        folder: target,
        nested: nestedPlugins(context.site.config, site.inventory, target),
      });
      all.push(...(await folderReasons(change, target, order.overwriteVcs)));
    }
    if (all.length === 0) fit.push(resolved);
    else change.fail(item.key, reasons.length > 0 ? 'inspect' : 'preflight', all);
  }
  if (fit.length === 0) return;

  const folders = fit.map(({ pkg }) => dirname(targets.get(pkg.component)!.folder));
  const nowhere = await change.settleIn(folders);
  const found = await steps.step(
    'preflight',
    () =>
      preflight(context, {
        ignoreHealth: order.ignoreHealth,
        space: fit.reduce((sum, { pkg }) => sum + pkg.unpackedSize, 0),
        folder: context.site.config.dataroot,
      }),
    ({ reasons, warnings }) =>
      [...(nowhere ? [nowhere] : []), ...reasons, ...warnings].map(({ message }) => message).join('\n') ||
      'The site is well.',
  );
  const against = [...(nowhere ? [nowhere] : []), ...found.reasons];
  change.journal.warnings.push(...found.warnings);
  change.journal.reasons.push(...against);
  if (against.length > 0) {
    for (const { item } of fit) change.fail(item.key, 'preflight', against);
    return;
  }
  if (order.dryRun) {
    for (const { item } of fit) change.succeed(item.key);
    return;
  }
  const { order: sorted } = dependencyOrder(fit.map(({ pkg }) => pkg));
  const ordered = sorted.map((pkg) => fit.find((resolved) => resolved.pkg === pkg)!);
  await runRounds(change, ordered, targets, site.code);
}

async function folderReasons(change: Change, target: string, overwriteVcs: boolean): Promise<ChangeReason[]> {
  const reasons: ChangeReason[] = [];
  const vcs = overwriteVcs ? null : await underVersionControl(target);
  if (vcs) reasons.push(vcs);
  const blocked = await whyNoRename(change.tools.workspace.root, dirname(target));
  if (blocked?.code === 'not-writable') reasons.push(blocked);
  return reasons;
}

const textOf = (version: number | string | null | undefined) =>
  version === null || version === undefined ? null : String(version);
