/** Instances (Moodle sites) and clusters of the panel's API. */
import { z } from 'zod';
import { id, list, listQuery, timestamp } from './common.js';
import { isTimezone } from './timezone.js';

export const connectionState = z.enum([
  'unknown',
  'connected',
  'unreachable',
  'unauthorized',
  'disabled',
  'error',
]);
export type ConnectionState = z.infer<typeof connectionState>;

/** `agent` is ours, `plugin` the PHP plugin local_moopanel. */
export const agentKind = z.enum(['unknown', 'agent', 'plugin']);
export type AgentKind = z.infer<typeof agentKind>;

/** Words to group sites by, beside clusters: `production`, `canary`. */
export const tags = z
  .array(z.string().trim().min(1).max(50))
  .max(20)
  .transform((list) => [...new Set(list)].sort());

export const instance = z.object({
  id,
  name: z.string(),
  short_name: z.string().nullable(),
  /** The agent's address as it was given; the base path of the protocol is added to it. */
  url: z.string(),
  /** The Moodle site's own address, from the last sync. */
  site_url: z.string().nullable(),
  cluster_id: id.nullable(),
  cluster_name: z.string().nullable(),
  connection_state: connectionState,
  connection_error: z.string().nullable(),
  agent_kind: agentKind,
  agent_version: z.string().nullable(),
  features: z.array(z.string()),
  moodle_version: z.string().nullable(),
  /** `4.5.6 (Build: 20250811)` and `2024100706`, once they were read. */
  moodle_release: z.string().nullable(),
  moodle_version_number: z.string().nullable(),
  tags: z.array(z.string()),
  plugin_count: z.int().nullable(),
  /** Components, Moodle itself among them, of which a newer version is offered. */
  update_count: z.int().nullable(),
  updates_checked_at: timestamp.nullable(),
  theme: z.string().nullable(),
  logo: z.string().nullable(),
  user_count: z.int().nullable(),
  online_count: z.int().nullable(),
  course_count: z.int().nullable(),
  category_count: z.int().nullable(),
  /** IANA name; null where the panel's default counts. */
  timezone: z.string().nullable(),
  key_expires_at: timestamp.nullable(),
  last_seen_at: timestamp.nullable(),
  synced_at: timestamp.nullable(),
  open_tasks: z.int(),
  last_backup_at: timestamp.nullable(),
  created_at: timestamp,
});
export type Instance = z.infer<typeof instance>;

export const instanceListQuery = listQuery.extend({
  cluster_id: z.coerce.number().int().positive().optional(),
  connection_state: connectionState.optional(),
  tag: z.string().max(50).optional(),
});
export const instanceList = list(instance);

/** GET `/tags`: every tag that some site has, by name. */
export const tagList = z.object({ items: z.array(z.object({ tag: z.string(), sites: z.int() })) });
export type TagList = z.infer<typeof tagList>;

export const instanceCreate = z.object({
  url: z.url({ protocol: /^https?$/ }),
  api_key: z.string().min(8).max(512),
  name: z.string().trim().min(1).max(200).optional(),
  short_name: z.string().trim().max(100).nullish(),
  cluster_id: id.nullish(),
  tags: tags.optional(),
  key_expires_at: timestamp.nullish(),
});
export type InstanceCreate = z.infer<typeof instanceCreate>;

export const instanceUpdate = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  short_name: z.string().trim().max(100).nullable().optional(),
  url: z.url({ protocol: /^https?$/ }).optional(),
  api_key: z.string().min(8).max(512).optional(),
  cluster_id: id.nullable().optional(),
  tags: tags.optional(),
  key_expires_at: timestamp.nullable().optional(),
  timezone: z.string().refine(isTimezone, 'a time zone such as Europe/Berlin').nullable().optional(),
});
export type InstanceUpdate = z.infer<typeof instanceUpdate>;

/** POST `/instances/test`: looks without saving. `ok: false` says in `problem` what is wrong and in `hint` what to do. */
export const connectionTestRequest = z.object({
  url: z.url({ protocol: /^https?$/ }),
  api_key: z.string().min(1).max(512),
});
export const connectionTest = z.object({
  ok: z.boolean(),
  connection_state: connectionState,
  problem: z.string().nullable(),
  hint: z.string().nullable(),
  agent_kind: agentKind,
  agent_version: z.string().nullable(),
  site_url: z.string().nullable(),
  site_fullname: z.string().nullable(),
  moodle_version: z.string().nullable(),
  /** Another instance of this panel with the same site address. */
  already_registered_id: id.nullable(),
});
export type ConnectionTest = z.infer<typeof connectionTest>;

export const driftInterval = z.enum(['day', 'week']);

export const cluster = z.object({
  id,
  name: z.string(),
  description: z.string().nullable(),
  instance_count: z.int(),
  /** The site that the settings of the members are held against. */
  master_instance_id: id.nullable(),
  master_name: z.string().nullable(),
  /** How often the members and the master are asked for their settings. */
  drift_every: driftInterval.nullable(),
  drift_asked_at: timestamp.nullable(),
  /** Members whose settings differ from the master's. */
  drifted_count: z.int(),
  created_at: timestamp,
});
export type Cluster = z.infer<typeof cluster>;
export const clusterList = list(cluster);
export const clusterWrite = z.object({
  name: z.string().trim().min(1).max(200),
  description: z.string().trim().max(2000).nullish(),
  master_instance_id: id.nullish(),
  drift_every: driftInterval.nullish(),
});
export type ClusterWrite = z.infer<typeof clusterWrite>;

/** POST `/enrolment-codes` answers a code that is shown once and good for one site within 15 minutes. */
export const enrolmentCodeRequest = z.object({
  cluster_id: id.nullish(),
  name: z.string().trim().max(200).nullish(),
});
export const enrolmentCode = z.object({
  code: z.string(),
  expires_at: timestamp,
  /** The command to run beside the Moodle site. */
  command: z.string(),
});
export type EnrolmentCode = z.infer<typeof enrolmentCode>;

/** POST `/enrol`, sent by an agent; the code is its only credential. */
export const enrolRequest = z.object({
  code: z.string().min(8).max(64),
  /** Where the panel reaches the agent. */
  agent_url: z.url({ protocol: /^https?$/ }),
  api_key: z.string().min(32).max(512),
  site_url: z.string().max(1024).optional(),
  site_fullname: z.string().max(255).optional(),
});
export type EnrolRequest = z.infer<typeof enrolRequest>;
export const enrolReply = z.object({
  instance_id: id,
  panel_url: z.string(),
  /** Whether the panel reached the agent at the address given. */
  reachable: z.boolean(),
  problem: z.string().nullable(),
});
export type EnrolReply = z.infer<typeof enrolReply>;
