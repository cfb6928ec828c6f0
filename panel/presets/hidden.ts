/** Settings that differ between any two sites and tell nothing: a list that operators edit. */
import type { HiddenPatterns } from '../../contract/panel/presets.js';
import { audit } from '../audit/service.js';
import type { Principal } from '../auth/principal.js';
import type { PanelContext } from '../context.js';
import type { Transaction } from '../db/database.js';
import type { Hides } from './compare.js';

/** `plugin/name`, `none` for core, `*` for any text. Described in docs/presets.md. */
export const defaultPatterns: readonly string[] = [
  // Who the site is.
  'none/fullname',
  'none/shortname',
  'none/summary',
  'none/supportemail',
  'none/supportname',
  'none/supportpage',
  'none/noreplyaddress',
  'none/servicespage',
  'none/sessioncookie*',
  'none/siteidentifier',
  'none/emailsubjectprefix',
  '*/*wwwroot*',
  '*/*siteurl*',
  'core_admin/logo*',
  'core_admin/favicon',
  'local_moopanel/*',
  'tool_mobile/*appid',
  // Made at random, or per site.
  '*/*salt',
  '*/*siteid',
  '*/*uuid',
  // When something ran last.
  '*/*lastcron*',
  '*/*lastrun*',
  '*/*lastsync*',
  '*/lastpresetapplied',
  '*/*rev',
  // Where programs and folders of its machine are.
  '*/pathto*',
  'none/aspellpath',
  'none/geoip2file',
  '*/*_destination',
];

/** Whether `plugin/name` fits one of the patterns, letter case aside. */
export function patternsHide(patterns: readonly string[]): Hides {
  if (patterns.length === 0) return () => false;
  const one = (pattern: string) =>
    pattern
      .toLowerCase()
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*?');
  const all = new RegExp(`^(?:${[...new Set(patterns)].map(one).join('|')})$`);
  return (plugin, name) => all.test(`${plugin}/${name}`);
}

export async function readHides(db: Pick<Transaction, 'presetHidden'>): Promise<Hides> {
  const row = await db.presetHidden.findUnique({ where: { id: 1 } });
  return patternsHide(row?.patterns ?? defaultPatterns);
}

export async function viewHidden({ prisma }: PanelContext): Promise<HiddenPatterns> {
  const row = await prisma.presetHidden.findUnique({ where: { id: 1 } });
  return {
    patterns: row?.patterns ?? [...defaultPatterns],
    defaults: [...defaultPatterns],
    changed_by: row?.changedBy ?? null,
    changed_at: row?.changedAt.toISOString() ?? null,
  };
}

/** Sets the list, null for the defaults; every cluster is held against its master anew. */
export async function writeHidden(
  panel: PanelContext,
  who: Principal,
  patterns: string[] | null,
): Promise<void> {
  await panel.prisma.$transaction(async (tx) => {
    if (patterns === null) {
      await tx.presetHidden.deleteMany();
    } else {
      const data = {
        patterns: [...new Set(patterns.map((text) => text.toLowerCase()))],
        changedBy: who.actor,
        changedAt: panel.clock(),
      };
      await tx.presetHidden.upsert({ where: { id: 1 }, create: { id: 1, ...data }, update: data });
    }
    await tx.cluster.updateMany({ where: { masterInstanceId: { not: null } }, data: { driftDue: true } });
    await audit(
      panel,
      who,
      { action: 'preset.hidden', detail: patterns === null ? 'defaults' : patterns.join(', ') },
      tx,
    );
  });
}
