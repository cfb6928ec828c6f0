/** How a change of a site's code ended, item by item, whichever way the panel learned of it. */
import { z } from 'zod';
import type {
  CoreCallback,
  PluginsUpdateCallback,
  PluginsZipCallback,
} from '../../contract/agent/callbacks.js';
import { changeReason, changeReport, changeStep, type ChangeReport } from '../../contract/agent/changes.js';
import type { PluginUninstallReply } from '../../contract/agent/plugins.js';
import type { ChangeType } from './change-types.js';

/** What became of one item. It is found by the panel's own number, by its link, or as the only one there is. */
export const changedItem = z.object({
  itemId: z.int().nullable(),
  link: z.string().nullable(),
  component: z.string().nullable(),
  ok: z.boolean(),
  error: z.string().nullable(),
  fromVersion: z.string().nullable(),
  toVersion: z.string().nullable(),
  toRelease: z.string().nullable(),
  step: changeStep.nullable(),
  reasons: z.array(changeReason),
  warnings: z.array(changeReason),
});
export type ChangedItem = z.infer<typeof changedItem>;

export const changeFactsForm = z.object({
  items: z.array(changedItem),
  report: changeReport.nullable(),
});
export type ChangeFacts = z.infer<typeof changeFactsForm>;

export type ChangeResult = PluginsUpdateCallback | PluginsZipCallback | CoreCallback | PluginUninstallReply;
export type ChangeOutcome =
  | { status: 'succeeded'; message: string; changes: ChangeFacts }
  | { status: 'failed'; error: string; changes: ChangeFacts };

const MAX_TEXT = 2000;
const NO_REASON = 'The site gave no reason.';

/** Reads a result that has passed its schema. It failed when anything of it did; the items tell what. */
export function changeOutcomeOf(type: ChangeType, result: ChangeResult): ChangeOutcome {
  const report = result.report ?? null;
  const items = itemsOf(type, result, report);
  const changes = { items, report };
  const failed = items.filter((item) => !item.ok);
  // Reverted or broken is no success, whatever the items say.
  const undone = report !== null && !report.dry_run && ['reverted', 'broken'].includes(report.outcome);
  if (items.length > 0 && failed.length === 0 && !undone) {
    return { status: 'succeeded', message: messageOf(result) ?? counted(items, report), changes };
  }
  const why = failed[0]?.error ?? messageOf(result) ?? report?.reasons[0]?.message ?? NO_REASON;
  const error = items.length > 1 ? `${counted(items, report)} ${nameOf(failed[0])}${why}` : why;
  return { status: 'failed', error: cut(error), changes };
}

function itemsOf(type: ChangeType, result: ChangeResult, report: ChangeReport | null): ChangedItem[] {
  if ('updates' in result) {
    return result.updates.map((update) => ({
      itemId: 'model_id' in update ? update.model_id : null,
      link: 'link' in update ? update.link : null,
      component: update.component,
      ok: update.status,
      error: update.status ? (update.error && cut(update.error)) || null : firstOf(update),
      fromVersion: update.from_version ?? null,
      toVersion: update.to_version ?? (('version' in update && update.version?.toString()) || null),
      toRelease: update.to_release ?? null,
      step: update.step ?? null,
      reasons: update.reasons ?? [],
      warnings: update.warnings ?? [],
    }));
  }
  const reasons = report?.reasons ?? [];
  const ok = 'status' in result ? result.status : wasUninstalled(result, report);
  const error = ok ? null : (messageOf(result) ?? reasons[0]?.message ?? halfGone(type, result));
  return [
    {
      itemId: null,
      link: null,
      component: null,
      ok,
      error: error === null ? null : cut(error),
      fromVersion: null,
      toVersion: null,
      toRelease: null,
      step: report?.steps.find((step) => step.status === 'failed')?.step ?? null,
      reasons,
      warnings: report?.warnings ?? [],
    },
  ];
}

/** A dry run removes nothing; it is well when nothing speaks against it. */
function wasUninstalled(result: PluginUninstallReply, report: ChangeReport | null): boolean {
  if (result.error) return false;
  if (report?.dry_run) return report.reasons.length === 0;
  return result.uninstalled && result.removed;
}

function halfGone(type: ChangeType, result: ChangeResult): string {
  const half = type === 'plugin_uninstall' && 'uninstalled' in result && result.uninstalled;
  return half ? 'It is gone from Moodle’s database, but its folder is still there: remove it.' : NO_REASON;
}

function firstOf(update: { error: string | null; reasons?: { message: string }[] | null }): string {
  return cut(update.error || update.reasons?.[0]?.message || NO_REASON);
}

function messageOf(result: ChangeResult): string | null {
  const text = 'message' in result ? result.message : 'error' in result ? result.error : null;
  return text ? cut(text) : null;
}

/** `2 done, 1 failed.` */
function counted(items: ChangedItem[], report: ChangeReport | null): string {
  const ok = items.filter((item) => item.ok).length;
  const [good, bad] = report?.dry_run ? ['could be done', 'refused'] : ['done', 'failed'];
  return ok === items.length ? `${ok} ${good}.` : `${ok} ${good}, ${items.length - ok} ${bad}.`;
}

const nameOf = (item: ChangedItem | undefined) => {
  const name = item?.component ?? item?.link;
  return name ? `${name}: ` : '';
};

const cut = (text: string) => text.slice(0, MAX_TEXT);
