/**
 * Runs the rounds of a plugin change. The first takes all; when it fails and was taken back, the culprit is left out, and
 * where nobody knows the culprit each plugin has a round of its own.
 */
import { judgePlugin } from '../../inspection/judge-plugin.js';
import type { SiteCode } from '../../inspection/site-code.js';
import { endWords, type Change } from './change.js';
import type { ResolvedItem } from './resolve-items.js';
import { stageItems, type StagedItem, type Target } from './stage-items.js';

/**
 * @param ordered dependencies first
 * @param code the site as it was before
 */
export async function runRounds(
  change: Change,
  ordered: readonly ResolvedItem[],
  targets: ReadonlyMap<string, Target>,
  code: SiteCode,
): Promise<void> {
  const fit = (items: readonly ResolvedItem[]) => withoutOrphans(change, items, ordered, code);
  const queue: (readonly ResolvedItem[])[] = [ordered];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const able = fit(next);
    const staged = await stage(change, able, targets);
    // One that fell out may have been what another one needs.
    const still = fit(able);
    const round = staged.filter(({ item }) => still.some((other) => other.item === item));
    if (round.length === 0) continue;
    const end = await change.round({
      keys: round.map(({ item }) => item.key),
      swaps: round.map(({ swap }) => swap),
      uninstall: null,
      expected: Object.fromEntries(round.map(({ pkg }) => [pkg.component, String(pkg.version)])),
    });
    if (end.kind === 'done' || round.length === 1) {
      if (end.kind === 'broken') return;
      continue;
    }
    if (end.kind !== 'reverted') return;
    const culprit = round.find(({ pkg }) => pkg.component === end.failure.component);
    if (culprit) {
      change.fail(culprit.item.key, end.failure.step, endWords(end));
      queue.unshift(round.filter((resolved) => resolved !== culprit));
    } else queue.unshift(...round.map((resolved) => [resolved]));
  }
}

/** Takes out what needs a plugin of the same request that has failed, where the site has none that would do. */
function withoutOrphans(
  change: Change,
  items: readonly ResolvedItem[],
  all: readonly ResolvedItem[],
  code: SiteCode,
): ResolvedItem[] {
  const { outcomes } = change.journal;
  for (;;) {
    const alongside = all.filter(({ item }) => outcomes[item.key]?.status !== false).map(({ pkg }) => pkg);
    const rest = items.filter(({ item }) => !change.isSettled(item.key));
    const orphans = rest.filter(({ item, pkg }) => {
      const { reasons } = judgePlugin(pkg, code, alongside);
      if (reasons.length > 0) change.fail(item.key, 'inspect', reasons);
      return reasons.length > 0;
    });
    if (orphans.length === 0) return rest;
  }
}

async function stage(
  change: Change,
  items: readonly ResolvedItem[],
  targets: ReadonlyMap<string, Target>,
): Promise<StagedItem[]> {
  if (items.length === 0) return [];
  const { steps, workspace, run, reached } = change.tools;
  const { staged, bad } = await steps.step(
    'stage',
    () => stageItems(change.context.site.bridge, run, workspace, items, targets, change.nextRound()),
    (found) =>
      [
        `${found.staged.length} of ${items.length} unpacked.`,
        ...found.bad.map(({ reasons }) => reasons[0]?.message),
      ].join('\n'),
  );
  for (const { item, step, reasons } of bad) change.fail(item.key, step, reasons);
  await reached('staged');
  return staged;
}
