/** Newer versions that a site was told of. */
import type { CoreReply } from '../../contract/agent/core.js';
import type { PluginsReply } from '../../contract/agent/plugins.js';
import type { Transaction } from '../db/database.js';
import { versionNumber } from './version-number.js';

interface OfferRow {
  component: string;
  version: string;
  versionNumber: number | null;
  release: string | null;
  maturity: number | null;
  download: string | null;
  md5: string | null;
  url: string | null;
  type: string;
  newest: boolean;
}

interface Told {
  version: string;
  release: string | null;
  maturity: number | null;
  url: string | null;
  download: string | null;
  downloadmd5: string | null;
}

/** Offers of all plugins; what is no newer than what the site has is left out, as after an update by hand. */
export function pluginOffers({ plugins }: PluginsReply): OfferRow[] {
  return plugins.flatMap((plugin) => {
    const present = versionNumber(plugin.version) ?? 0;
    return newestMarked(
      (plugin.update_available ?? []).map((told) => row(plugin.component, 'plugin', told)),
      present,
    );
  });
}

export function coreOffers(core: CoreReply): OfferRow[] {
  const present = versionNumber(core.current_version) ?? 0;
  return newestMarked(
    (core.update_available ?? []).map((told) => row('core', told.type, told)),
    present,
  );
}

function row(component: string, type: string, told: Told): OfferRow {
  return {
    component,
    version: told.version.slice(0, 32),
    versionNumber: versionNumber(told.version),
    release: told.release?.slice(0, 255) ?? null,
    maturity: told.maturity,
    download: httpOnly(told.download),
    md5: told.downloadmd5 && /^[0-9a-f]{32}$/i.test(told.downloadmd5) ? told.downloadmd5 : null,
    url: httpOnly(told.url),
    type,
    newest: false,
  };
}

/** Shown as links: nothing but the web's own addresses. */
function httpOnly(address: string | null): string | null {
  return address && address.length <= 1024 && /^https?:\/\//i.test(address) ? address : null;
}

function newestMarked(rows: OfferRow[], present: number): OfferRow[] {
  const newer = [...new Map(rows.map((found) => [found.version, found])).values()].filter(
    (found) => found.versionNumber !== null && found.versionNumber > present,
  );
  const newest = Math.max(...newer.map((found) => found.versionNumber ?? 0));
  let marked = false;
  return newer.map((found) => {
    const first = !marked && found.versionNumber === newest;
    marked ||= first;
    return { ...found, newest: first };
  });
}

/** Replaces what was known of plugins, or of Moodle itself. @returns whether it was something else */
export async function storeOffers(
  tx: Transaction,
  instanceId: number,
  which: 'plugins' | 'core',
  rows: OfferRow[],
): Promise<boolean> {
  const component = which === 'core' ? 'core' : { not: 'core' };
  const before = await tx.availableUpdate.findMany({ where: { instanceId, component } });
  if (signature(before) === signature(rows)) return false;
  await tx.availableUpdate.deleteMany({ where: { instanceId, component } });
  await tx.availableUpdate.createMany({
    data: rows.map((found) => ({ instanceId, ...found })),
    skipDuplicates: true,
  });
  return true;
}

function signature(rows: OfferRow[]): string {
  return rows
    .map((found) =>
      JSON.stringify([
        found.component,
        found.version,
        found.release,
        found.maturity,
        found.download,
        found.md5,
        found.url,
        found.type,
        found.newest,
      ]),
    )
    .sort()
    .join('\n');
}
