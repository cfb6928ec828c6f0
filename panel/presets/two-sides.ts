/** Comparing two sites or versions. */
import type { z } from 'zod';
import type { compareQuery, compareSide, comparison } from '../../contract/panel/presets.js';
import type { PanelContext } from '../context.js';
import type { Prisma } from '../db/generated/client.js';
import { notFound, ProblemError } from '../http/problem-error.js';
import { compareSettings } from './compare.js';
import { unpack } from './content.js';
import { readHides } from './hidden.js';
import { asked, categoryOf, countPlugins, pageOf, shownFlags, shownValue } from './rows.js';
import { presetSelect, viewPreset, whyNoApply } from './view.js';

const MAX_VALUE = 10_000;

export const sideSelect = {
  ...presetSelect,
  content: true,
  sealedSecrets: true,
  instance: { select: { name: true, agentKind: true, features: true } },
} satisfies Prisma.PresetSelect;
export type Side = Prisma.PresetGetPayload<{ select: typeof sideSelect }>;

/**
 * @param text `preset:<id>`, or `instance:<id>` for the newest version of a site
 * @throws ProblemError 404; 409 for a site without any
 */
export async function readSide({ prisma }: PanelContext, text: string): Promise<Side> {
  const [kind, number] = text.split(':');
  const id = Math.min(Number(number), 2_147_483_647);
  if (kind === 'preset') {
    const row = await prisma.preset.findUnique({ where: { id }, select: sideSelect });
    if (!row) throw notFound('Preset', id);
    return row;
  }
  const row = await prisma.preset.findFirst({
    where: { instanceId: id },
    orderBy: { id: 'desc' },
    select: sideSelect,
  });
  if (row) return row;
  const instance = await prisma.instance.findUnique({ where: { id }, select: { name: true } });
  if (!instance) throw notFound('Instance', id);
  throw new ProblemError(409, 'No preset', {
    detail: `The settings of ${instance.name} have not been read yet.`,
    hint: 'Request them at the site’s tab “Settings presets”.',
  });
}

export const viewSide = (side: Side): z.input<typeof compareSide> => ({
  preset: viewPreset(side),
  no_apply: whyNoApply(side.instance),
});

/** @throws ProblemError 404, 409 as `readSide` does */
export async function compareTwo(
  panel: PanelContext,
  query: z.output<typeof compareQuery>,
): Promise<z.input<typeof comparison>> {
  const [left, right] = await Promise.all([readSide(panel, query.left), readSide(panel, query.right)]);
  const all = compareSettings(unpack(panel, left), unpack(panel, right), await readHides(panel.prisma));
  const shown = query.hidden === 'true' ? all : all.filter((row) => row.hidden === null);
  const count = (name: string) => shown.filter((row) => row.class === name).length;
  const rows = all.filter(
    (row) =>
      asked(row, [row.left, row.right], query) && (query.class === undefined || row.class === query.class),
  );
  const page = pageOf(rows, query);
  return {
    left: viewSide(left),
    right: viewSide(right),
    items: page.items.map((row) => ({
      id: row.id,
      kind: row.kind,
      plugin: row.plugin,
      name: row.name,
      category: categoryOf(row),
      class: row.class,
      secret: row.secret,
      hidden: row.hidden,
      left: shownValue(row.left, row.secret, MAX_VALUE),
      right: shownValue(row.right, row.secret, MAX_VALUE),
      left_flags: shownFlags(row.left),
      right_flags: shownFlags(row.right),
    })),
    total: page.total,
    next: page.next,
    counts: {
      differs: count('differs'),
      only_left: count('only_left'),
      only_right: count('only_right'),
      hidden: all.filter((row) => row.hidden !== null).length,
    },
    plugins: countPlugins(shown),
  };
}
