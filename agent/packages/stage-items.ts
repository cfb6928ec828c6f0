/** Unpacks plugins beside the site, as whoever owns the site's code, and lets PHP look at them without running them. */
import { cp, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PackageRefused } from '../../inspection/package-refused.js';
import { unpack } from '../../inspection/unpack.js';
import { isThere } from '../../runtime/is-there.js';
import type { BridgeRun, MoodleBridge } from '../moodle/bridge.js';
import { handOver, ownerOf } from './ownership.js';
import type { RefusedItem, ResolvedItem } from './resolve-items.js';
import { type Swap } from './swap.js';
import type { Workspace } from './workspace.js';

/** Where a plugin goes, and what of others lies there. */
export interface Target {
  /** Absolute. */
  folder: string;
  nested: readonly { component: string; path: string }[];
}

export interface StagedItem extends ResolvedItem {
  swap: Swap;
}

/**
 * Makes every item ready to be swapped in.
 * @param targets the place of each component
 * @param round makes the paths those of one round
 */
export async function stageItems(
  bridge: MoodleBridge,
  run: BridgeRun,
  workspace: Workspace,
  items: readonly ResolvedItem[],
  targets: ReadonlyMap<string, Target>,
  round: number,
): Promise<{ staged: StagedItem[]; bad: RefusedItem[] }> {
  const staged: StagedItem[] = [];
  const bad: RefusedItem[] = [];
  for (const resolved of items) {
    const { item, file, pkg } = resolved;
    run.signal.throwIfAborted();
    const { folder: target, nested } = targets.get(pkg.component)!;
    const places = workspace.places(round, pkg.component);
    await rm(places.staged, { recursive: true, force: true });
    await mkdir(dirname(places.staged), { recursive: true, mode: 0o2770 });
    try {
      const owner = await ownerOf(target);
      await unpack(file, pkg.root, places.staged, { signal: run.signal, mode: owner.mode });
      await carryNested(target, places.staged, nested, run);
      // Tests may ship files that are broken on purpose; no page ever loads them.
      const errors = (await bridge.syntaxErrors(places.staged, run)).filter(
        (error) => !/(^|\/)tests\//.test(error.file),
      );
      await handOver(places.staged, owner);
      const [first] = errors;
      if (first)
        throw new PackageRefused(
          'syntax',
          `PHP cannot read ${pkg.component}/${first.file}: ${first.message}${errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''}`,
        );
      staged.push({ ...resolved, swap: { target, existed: await isThere(target), ...places } });
    } catch (error) {
      if (!(error instanceof PackageRefused)) throw error;
      await rm(places.staged, { recursive: true, force: true });
      bad.push({ item, step: 'stage', component: pkg.component, reasons: [error.reason] });
    }
  }
  return { staged, bad };
}

/** Subplugins that came by themselves stay with the new version of the plugin that they lie in. */
async function carryNested(
  target: string,
  staged: string,
  nested: Target['nested'],
  run: BridgeRun,
): Promise<void> {
  for (const { component, path } of nested) {
    const to = join(staged, path);
    if (await isThere(to)) continue;
    await mkdir(dirname(to), { recursive: true });
    await cp(join(target, path), to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    run.log(`${component} was carried over.`);
  }
}
