/** Plugins and Moodle versions of all sites, and what Moodle's update service offers for them, as of the last sync. */
import { z } from 'zod';
import { coreUpdateType } from '../agent/core.js';
import { agentKind, connectionState } from './instances.js';
import { id, list, listQuery, timestamp } from './common.js';

/** `core` or a frankenstyle name. */
export const componentName = z
  .string()
  .max(100)
  .regex(/^[a-z][a-z0-9]*(_[a-z0-9_]*[a-z0-9])?$/);
/** Moodle's version numbers: `2024100700`, rarely with decimals. */
export const moodleVersion = z.string().regex(/^\d{1,15}(\.\d{1,6})?$/);

/** A newer version that a site was told of. */
export const offer = z.object({
  version: z.string(),
  release: z.string().nullable(),
  /** Moodle's numbers: 50 alpha, 100 beta, 150 candidate, 200 stable. */
  maturity: z.int().nullable(),
  /** A page about it. */
  url: z.string().nullable(),
  /** Without one it cannot be ordered. */
  download: z.string().nullable(),
  type: z.union([z.literal('plugin'), coreUpdateType]),
});
export type Offer = z.infer<typeof offer>;

/** GET `/plugins`: one component across all sites. */
export const pluginSummary = z.object({
  component: z.string(),
  type: z.string(),
  name: z.string(),
  display_name: z.string(),
  /** Delivered with Moodle, on every site that has it. */
  is_standard: z.boolean(),
  site_count: z.int(),
  enabled_count: z.int(),
  /** Newest first. */
  versions: z.array(z.object({ version: z.string().nullable(), sites: z.int() })),
  /** Sites that are offered a newer one. */
  update_count: z.int(),
});
export type PluginSummary = z.infer<typeof pluginSummary>;
const flag = z.enum(['true', 'false']).optional();
export const pluginListQuery = listQuery.extend({ standard: flag, updates: flag });
export const pluginList = list(pluginSummary);

const siteFacts = {
  instance_id: id,
  instance_name: z.string(),
  cluster_id: id.nullable(),
  cluster_name: z.string().nullable(),
  tags: z.array(z.string()),
  agent_kind: agentKind,
  connection_state: connectionState,
  can_dry_run: z.boolean(),
  /** The request that changes the site now; until it has ended the site is sent no other. */
  open_request_id: id.nullable(),
};

/** GET `/plugins/{component}/sites`. */
export const pluginSite = z.object({
  ...siteFacts,
  version: z.string().nullable(),
  enabled: z.boolean(),
  is_standard: z.boolean(),
  offer: offer.nullable(),
});
export type PluginSite = z.infer<typeof pluginSite>;
export const pluginSiteQuery = listQuery.extend({
  below: moodleVersion.optional(),
  version: z.string().max(32).optional(),
  enabled: flag,
  cluster_id: z.coerce.number().int().positive().optional(),
  tag: z.string().max(50).optional(),
});
export const pluginSiteList = list(pluginSite);

/** GET `/instances/{id}/plugins`. */
export const sitePlugin = z.object({
  component: z.string(),
  type: z.string(),
  name: z.string(),
  display_name: z.string(),
  version: z.string().nullable(),
  enabled: z.boolean(),
  is_standard: z.boolean(),
  directory: z.string(),
  settings_section: z.string().nullable(),
  /** The newest that is offered. */
  offer: offer.nullable(),
});
export type SitePlugin = z.infer<typeof sitePlugin>;
export const sitePluginQuery = listQuery.extend({ updates: flag, additional: flag, enabled: flag });
export const sitePluginList = list(sitePlugin);

/** GET `/instances/{id}/update-log`: rows of Moodle's own upgrade log, newest first. */
export const siteLogEntry = z.object({
  /** Moodle's own id. */
  id: z.int(),
  /** `core` or a component. */
  component: z.string(),
  version: z.string().nullable(),
  target_version: z.string().nullable(),
  info: z.string(),
  details: z.string().nullable(),
  username: z.string().nullable(),
  at: timestamp,
});
export type SiteLogEntry = z.infer<typeof siteLogEntry>;
export const siteLogQuery = listQuery.extend({ component: z.string().max(100).optional() });
export const siteLog = list(siteLogEntry);

/** GET `/updates/available`: one component that has updates, with the sites that are offered one. */
export const availableSite = z.object({
  ...siteFacts,
  version: z.string().nullable(),
  offer,
});
export type AvailableSite = z.infer<typeof availableSite>;
export const availableUpdate = z.object({
  component: z.string(),
  display_name: z.string(),
  is_standard: z.boolean(),
  sites: z.array(availableSite),
});
export type AvailableUpdate = z.infer<typeof availableUpdate>;
export const availableQuery = listQuery.extend({
  cluster_id: z.coerce.number().int().positive().optional(),
  tag: z.string().max(50).optional(),
});
export const availableList = list(availableUpdate);

/** GET `/core`: each site with its Moodle version and every offer for it. */
export const coreSite = z.object({
  ...siteFacts,
  version: z.string().nullable(),
  release: z.string().nullable(),
  checked_at: timestamp.nullable(),
  offers: z.array(offer),
});
export type CoreSite = z.infer<typeof coreSite>;
export const coreSiteQuery = availableQuery.extend({
  below: moodleVersion.optional(),
  instance_id: z.coerce.number().int().positive().optional(),
});
export const coreSiteList = list(coreSite);
