/** Downloads, verifies and inspects what is to be installed. One bad zip does not keep the others. */
import { rm } from 'node:fs/promises';
import type { ChangeReason, ChangeStep } from '../../contract/agent/changes.js';
import { inspectPluginZip } from '../../inspection/inspect-plugin-zip.js';
import { PackageRefused } from '../../inspection/package-refused.js';
import type { PluginPackage } from '../../inspection/plugin-package.js';
import type { AgentContext } from '../context.js';
import type { BridgeRun } from '../moodle/bridge.js';
import { DownloadFailed } from './download/download-failed.js';
import { downloadPackage } from './download/download-package.js';
import { downloadOptions } from './download-options.js';
import type { PluginItem } from './orders.js';
import type { Workspace } from './workspace.js';

/** An item whose zip is there and sound. */
export interface ResolvedItem {
  item: PluginItem;
  file: string;
  pkg: PluginPackage;
}

/** Why an item is out, and at which step. */
export interface RefusedItem {
  item: PluginItem;
  step: ChangeStep;
  component: string | null;
  reasons: ChangeReason[];
}

export interface Resolved {
  good: ResolvedItem[];
  bad: RefusedItem[];
}

/** Fetches every item's zip into the workspace, one after the other: a small site's line is not ours alone. */
export async function downloadItems(
  context: AgentContext,
  run: BridgeRun,
  workspace: Workspace,
  items: readonly PluginItem[],
): Promise<{ got: { item: PluginItem; file: string }[]; bad: RefusedItem[] }> {
  const got: { item: PluginItem; file: string }[] = [];
  const bad: RefusedItem[] = [];
  const options = await downloadOptions(context);
  for (const [n, item] of items.entries()) {
    run.progress(
      0.02 + (0.23 * n) / items.length,
      `Downloading ${item.component ?? withoutQuery(item.link)}`,
    );
    const file = await workspace.download(n);
    await rm(file, { force: true });
    try {
      await downloadPackage(
        {
          url: item.link,
          sha256: item.sha256 ?? undefined,
          md5: item.md5 ?? undefined,
          target: file,
          maxBytes: context.config.download.maxBytes,
          signal: run.signal,
        },
        options,
      );
      got.push({ item, file });
    } catch (error) {
      if (!(error instanceof DownloadFailed) || run.signal.aborted) throw error;
      const step = error.code === 'digest' ? 'verify' : 'download';
      bad.push({
        item,
        step,
        component: item.component,
        reasons: [{ code: error.code, message: error.message }],
      });
    }
  }
  return { got, bad };
}

/** Looks into the zips, without running any of what they hold. */
export async function inspectItems(
  run: BridgeRun,
  got: readonly { item: PluginItem; file: string }[],
): Promise<Resolved> {
  const good: ResolvedItem[] = [];
  const bad: RefusedItem[] = [];
  for (const { item, file } of got) {
    try {
      const pkg = await inspectPluginZip(file, { signal: run.signal });
      const reasons = otherThanOrdered(item, pkg);
      const twice = good.some((other) => other.pkg.component === pkg.component);
      if (twice) reasons.push({ code: 'twice', message: `${pkg.component} is in this request twice.` });
      if (reasons.length === 0) good.push({ item, file, pkg });
      else bad.push({ item, step: 'inspect', component: pkg.component, reasons });
    } catch (error) {
      if (!(error instanceof PackageRefused)) throw error;
      bad.push({ item, step: 'inspect', component: item.component, reasons: [error.reason] });
    }
  }
  return { good, bad };
}

function otherThanOrdered(item: PluginItem, pkg: PluginPackage): ChangeReason[] {
  const reasons: ChangeReason[] = [];
  if (item.component !== null && item.component !== pkg.component)
    reasons.push({
      code: 'other-component',
      message: `The zip holds ${pkg.component}, not ${item.component}.`,
    });
  if (item.version !== null && Number(item.version) !== pkg.version)
    reasons.push({
      code: 'other-version',
      message: `The zip holds version ${pkg.version}, not ${item.version}.`,
    });
  return reasons;
}

/** An address for people: what stands behind the question mark may open it for others. */
export function withoutQuery(link: string): string {
  return link.replace(/[?#].*$/, '');
}
