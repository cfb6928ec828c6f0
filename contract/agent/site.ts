/** `/`, `/test_connection`, `/dashboard`, `/api_key_status`, `/capabilities` of the agent API. */
import { z } from 'zod';
import { taskType } from './tasks.js';

/** GET `/` and `/test_connection`. `logo` is an address below the site's, or null where the theme has none. */
export const connectionReply = z.object({
  url: z.string(),
  site_fullname: z.string(),
  logo: z.string().nullable(),
  theme: z.string(),
  moodle_version: z.string(),
});
export type ConnectionReply = z.infer<typeof connectionReply>;

/** GET `/dashboard`. */
export const dashboardReply = connectionReply.extend({
  site_shortname: z.string(),
  logocompact: z.string().nullable(),
});
export type DashboardReply = z.infer<typeof dashboardReply>;

/** GET `/api_key_status`: `permanent`, or `m/d/Y H:i:s` in UTC. */
export const keyStatusReply = z.object({ key_expiration_date: z.string() });
export type KeyStatusReply = z.infer<typeof keyStatusReply>;

/** POST `/api_key_status`: unix seconds in the future, or null for a key that never expires. */
export const keyStatusRequest = z.object({ key_expiration_date: z.int().positive().nullable() });

export const keyStatusChangedReply = z.object({
  status: z.literal(true),
  key_expiration_date: z.union([z.literal('permanent'), z.int()]),
});
export type KeyStatusChangedReply = z.infer<typeof keyStatusChangedReply>;

/** What an agent can do beyond the reference. A panel offers only what is listed. */
export const agentFeatures = [
  'pairing',
  'tasks.list',
  'tasks.log',
  'tasks.cancel',
  'tasks.result',
  'backups.list',
  'backups.file',
  'callbacks.signed',
  'health',
  'idempotency',
  'changes.dry_run',
  'changes.report',
  'plugins.uninstall',
  'updates.check',
  'presets.apply',
  'presets.sensitive',
  'presets.file',
  'uploads',
  'courses.copy',
  'migration',
  'webservice.tokens',
  'organisation',
] as const;

/** GET `/capabilities` (ours; the PHP plugin answers 404). */
export const capabilitiesReply = z.object({
  agent: z.literal('moopanel-agent'),
  version: z.string(),
  features: z.array(z.string()),
  task_types: z.array(taskType.or(z.string())),
  moodle_release: z.string(),
  limits: z.object({ body_bytes: z.int(), concurrent_backups: z.int() }),
});
export type CapabilitiesReply = z.infer<typeof capabilitiesReply>;

/**
 * POST `/panel` (ours): the panel that holds the key tells the agent where callbacks go. Refused with 409 while the
 * agent's operator has fixed another address with PANEL_URL.
 */
export const pairRequest = z.object({
  panel_url: z.url({ protocol: /^https?$/ }),
  instance_id: z.int().positive(),
});
export const pairReply = z.object({ status: z.literal(true), panel_url: z.string() });
export type PairReply = z.infer<typeof pairReply>;
