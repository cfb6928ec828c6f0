/** Requests to change the code of sites: plugins updated, zips installed, plugins removed, Moodle itself updated. */
import { z } from 'zod';
import { changeReason, changeReport, changeStep, expectedDigest } from '../agent/changes.js';
import { component } from '../agent/common.js';
import { id, list, listQuery, timestamp } from './common.js';
import { resultSource, taskState } from './tasks.js';

export const updateKind = z.enum(['plugins', 'zips', 'uninstall', 'core']);
export type UpdateKind = z.infer<typeof updateKind>;

export const updateOptions = z.object({
  /** Replaces a plugin's folder even when it is under version control. */
  overwrite_vcs: z.boolean().default(false),
  /** Goes on although the site was not healthy before. */
  ignore_health: z.boolean().default(false),
});
export type UpdateOptions = z.infer<typeof updateOptions>;

/** In a dry run `succeeded` means that it would be done, `failed` that something speaks against it. */
export const itemState = z.enum(['pending', 'succeeded', 'failed', 'cancelled']);
export type ItemState = z.infer<typeof itemState>;

export const updateItem = z.object({
  id,
  /** `core`, a frankenstyle name, or null for a zip that nobody has looked into yet. */
  component: z.string().nullable(),
  display_name: z.string().nullable(),
  from_version: z.string().nullable(),
  to_version: z.string().nullable(),
  to_release: z.string().nullable(),
  /** Where a zip comes from; null for one of the library. */
  link: z.string().nullable(),
  library_item_id: id.nullable(),
  status: itemState,
  error: z.string().nullable(),
  step: changeStep.nullable(),
  reasons: z.array(changeReason),
  warnings: z.array(changeReason),
});
export type UpdateItem = z.infer<typeof updateItem>;

/** One request to one site. Its state is that of its task. */
export const updateRequest = z.object({
  id,
  instance_id: id,
  instance_name: z.string(),
  task_id: id,
  kind: updateKind,
  dry_run: z.boolean(),
  status: taskState,
  /** 0 to 1. */
  progress: z.number().min(0).max(1),
  message: z.string().nullable(),
  error: z.string().nullable(),
  result_source: resultSource.nullable(),
  options: updateOptions,
  /** What became of the site, from the agent's report. */
  outcome: changeReport.shape.outcome.nullable(),
  item_count: z.int(),
  failed_count: z.int(),
  /** The first few, for lists. */
  components: z.array(z.string()),
  created_by: z.string().nullable(),
  created_at: timestamp,
  started_at: timestamp.nullable(),
  finished_at: timestamp.nullable(),
  rollout_id: id.nullable(),
  /** The request whose failed items it repeats. */
  retry_of: id.nullable(),
});
export type UpdateRequest = z.infer<typeof updateRequest>;

/** GET `/update-requests/{id}`. */
export const updateRequestDetail = updateRequest.extend({
  items: z.array(updateItem),
  report: changeReport.nullable(),
});
export type UpdateRequestDetail = z.infer<typeof updateRequestDetail>;

export const updateRequestQuery = listQuery.extend({
  instance_id: z.coerce.number().int().positive().optional(),
  rollout_id: z.coerce.number().int().positive().optional(),
  status: taskState.optional(),
  kind: updateKind.optional(),
  dry_run: z.enum(['true', 'false']).optional(),
  created_by: z.string().max(200).optional(),
});
export const updateRequestList = list(updateRequest);

/** Which sites: exactly one of the three. */
export const updateScope = z.union([
  z.strictObject({ instance_ids: z.array(id).min(1).max(2000) }),
  z.strictObject({ cluster_id: id }),
  z.strictObject({ tag: z.string().trim().min(1).max(50) }),
]);
export type UpdateScope = z.infer<typeof updateScope>;

const version = z.string().min(1).max(32);
const address = z.url({ protocol: /^https?$/ }).max(1024);

export const updateWhat = z.union([
  /** Each site is sent the updates that it was itself offered: of these components, or of all. */
  z.strictObject({
    kind: z.literal('plugins'),
    components: z.union([z.literal('all'), z.array(component).min(1).max(500)]),
  }),
  /** The same versions for every site. */
  z.strictObject({
    kind: z.literal('plugins'),
    items: z
      .array(
        z.strictObject({
          component,
          version,
          release: z.string().max(255).nullish(),
          download: address,
          ...expectedDigest,
        }),
      )
      .min(1)
      .max(500),
  }),
  z.strictObject({
    kind: z.literal('zips'),
    items: z
      .array(
        z.union([
          z.strictObject({ link: address, sha256: expectedDigest.sha256 }),
          z.strictObject({ library_item_id: id }),
        ]),
      )
      .min(1)
      .max(100),
  }),
  /** To a version that each site was itself offered; without one, to the newest of its own branch. */
  z.strictObject({ kind: z.literal('core'), version: version.optional() }),
]);
export type UpdateWhat = z.infer<typeof updateWhat>;

/** POST `/update-requests`. */
export const updateRequestCreate = z.object({
  scope: updateScope,
  what: updateWhat,
  dry_run: z.boolean().default(false),
  options: updateOptions.default({ overwrite_vcs: false, ignore_health: false }),
});
export type UpdateRequestCreate = z.infer<typeof updateRequestCreate>;

/** 202. Each site has its own outcome: one that was not sent anything stands in `refused` with the reason. */
export const updateRequestsCreated = z.object({
  ordered: z.array(z.object({ instance_id: id, request_id: id })),
  refused: z.array(
    z.object({ instance_id: id, instance_name: z.string(), status: z.int(), message: z.string() }),
  ),
});
export type UpdateRequestsCreated = z.infer<typeof updateRequestsCreated>;

/** POST `/instances/{id}/plugins/{component}/uninstall`: with its data; `confirm` repeats the component's name. */
export const pluginUninstall = z.object({
  confirm: z.string().max(100),
  dry_run: z.boolean().default(false),
  options: updateOptions.default({ overwrite_vcs: false, ignore_health: false }),
});
export type PluginUninstall = z.input<typeof pluginUninstall>;

/** POST `/instances/{id}/updates/check`. */
export const updatesChecked = z.object({
  /** Whether Moodle's update service was asked just now; an older plugin only tells what it knew already. */
  asked: z.boolean(),
  checked_at: timestamp.nullable(),
  update_count: z.int(),
});
export type UpdatesChecked = z.infer<typeof updatesChecked>;
