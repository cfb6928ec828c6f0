/** Stores a site's plugins, offers and upgrade log as they are now, by whole sets: a site has some 450 plugins. */
import type { CoreReply } from '../../contract/agent/core.js';
import type { PluginsReply, UpdateLogEntry } from '../../contract/agent/plugins.js';
import type { Transaction } from '../db/database.js';
import { storeLog } from './log.js';
import { coreOffers, pluginOffers, storeOffers } from './offers.js';
import type { InventoryReading } from './read.js';
import { versionNumber } from './version-number.js';

/** A page's name or a folder ends somewhere. */
const MAX_NAME = 255;

interface InventoryColumns {
  moodleRelease?: string;
  moodleVersionNumber?: string;
  pluginCount?: number;
  updateCount?: number;
  updatesCheckedAt?: Date;
}

/** @returns columns of the instance, and whether anything is other than before */
export async function storeInventory(
  tx: Transaction,
  instanceId: number,
  { plugins, core }: InventoryReading,
  now: Date,
): Promise<{ columns: InventoryColumns; changed: boolean }> {
  const changes = [
    plugins !== null && (await storePlugins(tx, instanceId, plugins, now)),
    plugins !== null && (await storeOffers(tx, instanceId, 'plugins', pluginOffers(plugins))),
    core !== null && (await storeOffers(tx, instanceId, 'core', coreOffers(core))),
    await storeLog(tx, instanceId, logOf(plugins, core)),
  ];
  const offered = await tx.availableUpdate.count({ where: { instanceId, newest: true } });
  const checked = checkedAt(plugins?.last_check_for_updates ?? core?.last_check_for_updates);
  const columns: InventoryColumns = {
    ...(core && {
      moodleRelease: core.current_release.slice(0, MAX_NAME),
      moodleVersionNumber: core.current_version.slice(0, MAX_NAME),
    }),
    ...(plugins && { pluginCount: plugins.plugins.length }),
    ...((plugins ?? core) && { updateCount: offered }),
    ...(checked && { updatesCheckedAt: checked }),
  };
  return { columns, changed: changes.includes(true) };
}

/** Rows that have not changed are not written: every site is read four times an hour. */
async function storePlugins(
  tx: Transaction,
  instanceId: number,
  reply: PluginsReply,
  now: Date,
): Promise<boolean> {
  const rows = [...new Map(reply.plugins.map((plugin) => [plugin.component, plugin])).values()]
    .filter((plugin) => plugin.component.length <= MAX_NAME)
    .map((plugin) => ({
      component: plugin.component,
      type: plugin.plugintype.slice(0, MAX_NAME),
      name: plugin.plugin.slice(0, MAX_NAME),
      displayName: plugin.display_name.slice(0, MAX_NAME),
      version: plugin.version?.slice(0, 32) ?? null,
      versionNumber: versionNumber(plugin.version),
      enabled: plugin.enabled,
      standard: plugin.is_standard,
      directory: plugin.directory.slice(0, 1024),
      settingsSection: plugin.settings_section?.slice(0, MAX_NAME) ?? null,
    }));
  const written = await tx.$executeRaw`
    INSERT INTO "InstancePlugin" AS p ("instanceId", "component", "type", "name", "displayName", "version",
      "versionNumber", "enabled", "standard", "directory", "settingsSection", "updatedAt", "goneAt")
    SELECT ${instanceId}, r."component", r."type", r."name", r."displayName", r."version", r."versionNumber",
      r."enabled", r."standard", r."directory", r."settingsSection", ${now}, NULL
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r("component" text, "type" text, "name" text, "displayName" text, "version" text,
           "versionNumber" double precision, "enabled" boolean, "standard" boolean, "directory" text,
           "settingsSection" text)
    ON CONFLICT ("instanceId", "component") DO UPDATE SET
      "type" = excluded."type", "name" = excluded."name", "displayName" = excluded."displayName",
      "version" = excluded."version", "versionNumber" = excluded."versionNumber", "enabled" = excluded."enabled",
      "standard" = excluded."standard", "directory" = excluded."directory",
      "settingsSection" = excluded."settingsSection", "updatedAt" = excluded."updatedAt", "goneAt" = NULL
    WHERE (p."displayName", p."version", p."enabled", p."standard", p."directory", p."settingsSection", p."goneAt")
      IS DISTINCT FROM (excluded."displayName", excluded."version", excluded."enabled", excluded."standard",
        excluded."directory", excluded."settingsSection", NULL)`;
  const { count: gone } = await tx.instancePlugin.updateMany({
    where: { instanceId, goneAt: null, component: { notIn: rows.map((row) => row.component) } },
    data: { goneAt: now },
  });
  return written + gone > 0;
}

function logOf(plugins: PluginsReply | null, core: CoreReply | null): UpdateLogEntry[] {
  return [
    ...(plugins?.plugins.flatMap((plugin) => plugin.update_log ?? []) ?? []),
    ...(core?.update_log ?? []),
  ];
}

/** Unix seconds as text, as Moodle keeps it. */
function checkedAt(text: string | null | undefined): Date | null {
  const seconds = Number(text ?? 0);
  return Number.isSafeInteger(seconds) && seconds > 0 && seconds < 1e11 ? new Date(seconds * 1000) : null;
}
