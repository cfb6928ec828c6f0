/** A request to change a site's code as the API shows it. */
import { z } from 'zod';
import { changeReason, changeReport, changeStep } from '../../contract/agent/changes.js';
import {
  itemState,
  updateKind,
  updateOptions,
  type updateItem,
  type updateRequest,
  type updateRequestDetail,
} from '../../contract/panel/updates.js';
import type { Prisma, UpdateItem } from '../db/generated/client.js';
import { readSource, readState } from '../tasks/states.js';

/** Names in a line of a list. */
const SHOWN = 3;

export const updateInclude = {
  instance: { select: { name: true } },
  task: true,
  items: { orderBy: { id: 'asc' } },
} satisfies Prisma.UpdateRequestInclude;
export type UpdateRow = Prisma.UpdateRequestGetPayload<{ include: typeof updateInclude }>;

export function viewUpdateRequest(row: UpdateRow): z.input<typeof updateRequest> {
  const { task } = row;
  return {
    id: row.id,
    instance_id: row.instanceId,
    instance_name: row.instance.name,
    task_id: row.taskId,
    kind: updateKind.parse(row.kind),
    dry_run: row.dryRun,
    status: readState(task.status),
    progress: task.progress,
    message: task.message,
    error: task.error,
    result_source: readSource(task.resultSource),
    options: updateOptions.parse(row.options),
    outcome: readReport(row.report)?.outcome ?? null,
    item_count: row.items.length,
    failed_count: row.items.filter((item) => item.status === 'failed').length,
    components: row.items.slice(0, SHOWN).map((item) => item.component ?? ownLink(item) ?? 'zip'),
    created_by: row.createdBy,
    created_at: row.createdAt.toISOString(),
    started_at: task.startedAt?.toISOString() ?? null,
    finished_at: task.finishedAt?.toISOString() ?? null,
    rollout_id: row.rolloutId,
    retry_of: row.retryOf,
  };
}

/** @param names display names by component */
export function viewUpdateDetail(
  row: UpdateRow,
  names: ReadonlyMap<string, string>,
): z.input<typeof updateRequestDetail> {
  return {
    ...viewUpdateRequest(row),
    items: row.items.map((item) => viewItem(item, names)),
    report: readReport(row.report),
  };
}

function viewItem(item: UpdateItem, names: ReadonlyMap<string, string>): z.input<typeof updateItem> {
  return {
    id: item.id,
    component: item.component,
    display_name: names.get(item.component ?? '') ?? null,
    from_version: item.fromVersion,
    to_version: item.toVersion,
    to_release: item.toRelease,
    link: ownLink(item),
    library_item_id: item.libraryItemId,
    status: itemState.parse(item.status),
    error: item.error,
    step: changeStep.nullable().parse(item.step),
    reasons: readReasons(item.reasons),
    warnings: readReasons(item.warnings),
  };
}

/** A library's link opens the file to whoever has it, so it is not shown. */
const ownLink = (item: UpdateItem) => (item.libraryItemId === null ? item.link : null);

const readReport = (value: unknown) => changeReport.nullable().parse(value);
const readReasons = (value: unknown) => z.array(changeReason).parse(value ?? []);
