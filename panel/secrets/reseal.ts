/**
 * Seals again, with the present key, what an older key of PANEL_SECRET_KEY sealed, so that the older one can be left
 * out. Any number of processes may do it at once: a row is written only while it holds what was read.
 */
import type { PanelContext } from '../context.js';
import { KEY_PURPOSE } from '../instances/service.js';
import { REQUEST_PURPOSE, SECRETS_PURPOSE } from '../presets/content.js';
import { PASSWORD_PURPOSE } from '../tasks/apply.js';
import { HELD_PURPOSE } from '../tasks/held.js';

const BATCH = 200;

export interface Resealed {
  resealed: number;
  /** Values that no given key opens; they stay as they are. */
  unreadable: number;
}

/** A column of sealed texts: a batch of rows after an id that the present key did not seal, and a row's new value. */
interface Column {
  purpose: string;
  read(after: number): Promise<{ id: number; sealed: string | null }[]>;
  /** Writes if the row still holds `before`. */
  write(id: number, before: string, after: string, text: string): Promise<unknown>;
}

/** One pass over everything that is sealed, in batches. */
export async function resealSecrets(panel: PanelContext): Promise<Resealed> {
  const total: Resealed = { resealed: 0, unreadable: 0 };
  for (const column of columns(panel)) await resealColumn(panel, column, total);
  if (total.unreadable > 0) {
    panel.logger.error(
      { ...total },
      'secrets are sealed with a key that is not given: add it to PANEL_SECRET_KEY, after a comma',
    );
  } else if (total.resealed > 0) {
    panel.logger.info({ ...total }, 'secrets sealed again with the first key of PANEL_SECRET_KEY');
  } else if ((panel.config.secretKeys?.length ?? 0) > 1) {
    panel.logger.info('no secret needs the older keys of PANEL_SECRET_KEY any more: they may be left out');
  }
  return total;
}

async function resealColumn({ vault }: PanelContext, column: Column, total: Resealed): Promise<void> {
  let after = 0;
  for (;;) {
    const rows = await column.read(after);
    for (const { id, sealed } of rows) {
      if (sealed === null) continue;
      const text = opened(() => vault.open(sealed, column.purpose));
      if (text === null) {
        total.unreadable++;
        continue;
      }
      await column.write(id, sealed, vault.seal(text, column.purpose), text);
      total.resealed++;
    }
    const last = rows.at(-1);
    if (!last || rows.length < BATCH) return;
    after = last.id;
  }
}

function opened(open: () => string): string | null {
  try {
    return open();
  } catch {
    return null;
  }
}

function columns({ prisma, vault }: PanelContext): Column[] {
  const older = { not: { startsWith: vault.prefix } };
  const page = (after: number) => ({ id: { gt: after } });
  const order = { orderBy: { id: 'asc' }, take: BATCH } as const;
  return [
    {
      purpose: KEY_PURPOSE,
      read: async (after) =>
        (await prisma.instance.findMany({ where: { ...page(after), sealedKey: older }, ...order })).map(
          ({ id, sealedKey }) => ({ id, sealed: sealedKey }),
        ),
      // The digest is a key's own as well.
      write: (id, sealedKey, after, text) =>
        prisma.instance.updateMany({
          where: { id, sealedKey },
          data: { sealedKey: after, keyDigest: vault.digest(text) },
        }),
    },
    {
      purpose: KEY_PURPOSE,
      read: async (after) =>
        (
          await prisma.instance.findMany({ where: { ...page(after), sealedPreviousKey: older }, ...order })
        ).map(({ id, sealedPreviousKey }) => ({ id, sealed: sealedPreviousKey })),
      write: (id, sealedPreviousKey, after) =>
        prisma.instance.updateMany({
          where: { id, sealedPreviousKey },
          data: { sealedPreviousKey: after },
        }),
    },
    {
      purpose: PASSWORD_PURPOSE,
      read: async (after) =>
        (await prisma.backup.findMany({ where: { ...page(after), sealedPassword: older }, ...order })).map(
          ({ id, sealedPassword }) => ({ id, sealed: sealedPassword }),
        ),
      write: (id, sealedPassword, after) =>
        prisma.backup.updateMany({ where: { id, sealedPassword }, data: { sealedPassword: after } }),
    },
    {
      purpose: HELD_PURPOSE,
      read: async (after) =>
        (await prisma.callback.findMany({ where: { ...page(after), sealedHeld: older }, ...order })).map(
          ({ id, sealedHeld }) => ({ id, sealed: sealedHeld }),
        ),
      write: (id, sealedHeld, after) =>
        prisma.callback.updateMany({ where: { id, sealedHeld }, data: { sealedHeld: after } }),
    },
    {
      purpose: SECRETS_PURPOSE,
      read: async (after) =>
        (
          await prisma.preset.findMany({
            where: { ...page(after), sealedSecrets: older },
            select: { id: true, sealedSecrets: true },
            ...order,
          })
        ).map(({ id, sealedSecrets }) => ({ id, sealed: sealedSecrets })),
      write: (id, sealedSecrets, after) =>
        prisma.preset.updateMany({ where: { id, sealedSecrets }, data: { sealedSecrets: after } }),
    },
    {
      purpose: REQUEST_PURPOSE,
      read: async (after) =>
        (
          await prisma.presetApplication.findMany({
            where: { ...page(after), sealedRequest: older },
            select: { id: true, sealedRequest: true },
            ...order,
          })
        ).map(({ id, sealedRequest }) => ({ id, sealed: sealedRequest })),
      write: (id, sealedRequest, after) =>
        prisma.presetApplication.updateMany({ where: { id, sealedRequest }, data: { sealedRequest: after } }),
    },
  ];
}
