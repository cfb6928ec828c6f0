/** Updates Moodle itself: a whole new tree beside the old one, with config.php and the plugins from elsewhere carried over. */
import type { ChangeReason, ChangeStep } from '../../contract/agent/changes.js';
import type { CoreUpdateReply } from '../../contract/agent/core.js';
import type { CorePackage } from '../../inspection/core-package.js';
import { inspectCoreZip } from '../../inspection/inspect-core-zip.js';
import { judgeCore } from '../../inspection/judge-core.js';
import { PackageRefused } from '../../inspection/package-refused.js';
import type { AgentContext } from '../context.js';
import type { TaskRun } from '../tasks/handler.js';
import { Change, type Reached } from './change.js';
import { coreSwaps, planCore, type CorePlan } from './core-layout.js';
import { stageCore } from './core-stage.js';
import type { CoreOrder } from './orders.js';
import { preflight } from './preflight.js';
import { downloadItems } from './resolve-items.js';
import { siteCode } from './site-code.js';
import { underVersionControl } from './targets.js';

const KEY = 'core';

export async function updateCore(
  context: AgentContext,
  run: TaskRun<CoreOrder>,
  reached: Reached,
): Promise<Required<CoreUpdateReply>> {
  const change = await Change.open(context, run, reached);
  if (!change.isSettled(KEY) && change.mayGoOn) await change.attempt(() => carryOut(change, run.payload));
  if (!change.isSettled(KEY)) change.fail(KEY, 'swap', change.whyNot);
  const report = await change.close(run.payload.dryRun);
  const { status, error, to_release: release } = change.journal.outcomes[KEY]!;
  const done = run.payload.dryRun
    ? 'Nothing speaks against the update.'
    : `Moodle was updated to ${release ?? run.payload.version}.`;
  return { status, message: status ? done : (error ?? 'Failed.'), report };
}

async function carryOut(change: Change, order: CoreOrder): Promise<void> {
  const { context, run } = change;
  const { steps, reached, workspace } = change.tools;
  change.plan(KEY, { component: 'core', to_version: order.version });
  const site = await steps.step(
    'resolve',
    () => siteCode(context),
    ({ code }) => `Moodle ${code.release}, PHP ${code.phpVersion}`,
  );
  change.plan(KEY, { from_version: String(site.code.version) });

  const item = {
    key: KEY,
    link: order.link,
    component: null,
    version: null,
    sha256: order.sha256,
    md5: order.md5,
  };
  const { got, bad } = await steps.step(
    'download',
    () => downloadItems(context, run, workspace, [item]),
    (found) => found.bad[0]?.reasons[0]?.message ?? 'Downloaded.',
  );
  if (bad[0]) return change.fail(KEY, bad[0].step, bad[0].reasons);
  await reached('downloaded');
  const { file } = got[0]!;
  const pkg = await unlessRefused(change, 'inspect', () =>
    steps.step(
      'inspect',
      () => inspectCoreZip(file, { signal: run.signal }),
      ({ release, files }) => `Moodle ${release}, ${files} files.`,
    ),
  );
  if (pkg === null) return;
  change.plan(KEY, { to_version: String(pkg.version), to_release: pkg.release });

  const plan = await planCore(context.site.config, site.inventory, pkg);
  const { reasons, warnings } = judgeCore(pkg, site.code);
  change.journal.warnings.push(...warnings, ...plan.warnings);
  const other: ChangeReason[] =
    Number(order.version) === pkg.version
      ? []
      : [{ code: 'other-version', message: `The zip holds version ${pkg.version}, not ${order.version}.` }];
  const vcs = order.overwriteVcs ? null : await underVersionControl(context.site.config.moodleDir);
  const nowhere = await change.settleIn([plan.folder]);
  const against = await steps.step(
    'preflight',
    async () => {
      const found = await preflight(context, {
        ignoreHealth: order.ignoreHealth,
        space: pkg.unpackedSize * 1.2,
        folder: context.site.config.dataroot,
      });
      change.journal.warnings.push(...found.warnings);
      return [
        ...other,
        ...reasons,
        ...plan.reasons,
        ...(vcs ? [vcs] : []),
        ...(nowhere ? [nowhere] : []),
        ...found.reasons,
      ];
    },
    (list) => list.map(({ message }) => message).join('\n') || 'The site is well.',
  );
  change.journal.reasons.push(...against);
  if (against.length > 0) return change.fail(KEY, 'preflight', against);
  if (order.dryRun) return change.succeed(KEY);
  await swapAndUpgrade(change, file, pkg, plan);
}

/** @returns null when the zip is not taken: the update has failed at `step` then */
async function unlessRefused<T>(change: Change, step: ChangeStep, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PackageRefused)) throw error;
    change.fail(KEY, step, [error.reason]);
    return null;
  }
}

async function swapAndUpgrade(change: Change, file: string, pkg: CorePackage, plan: CorePlan): Promise<void> {
  const { steps, workspace, run, reached } = change.tools;
  const { config } = change.context.site;
  const places = workspace.places(change.nextRound(), 'moodle');
  const staged = await unlessRefused(change, 'stage', () =>
    steps.step(
      'stage',
      () => stageCore({ config, file, pkg, plan, staged: places.staged, run }),
      (carried) => `Unpacked; carried over: ${carried.join(', ') || 'nothing'}.`,
    ),
  );
  if (staged === null) return;
  await reached('staged');
  const moves = config.codeRoot !== plan.codeRoot;
  await change.round({
    keys: [KEY],
    swaps: await coreSwaps(config, plan, places),
    uninstall: null,
    expected: { core: String(pkg.version) },
    ...(moves && { codeRoot: { before: config.codeRoot, after: plan.codeRoot } }),
  });
}
