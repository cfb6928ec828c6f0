/** A site's versions: their state, and the one that it is held against. */
import type { z } from 'zod';
import type { presetState } from '../../contract/panel/presets.js';
import { audit } from '../audit/service.js';
import type { Principal } from '../auth/principal.js';
import type { PanelContext } from '../context.js';
import { recordChanges } from '../events/record.js';
import { notFound } from '../http/problem-error.js';
import { getInstance } from '../instances/service.js';
import { PRESET_TYPE } from '../tasks/outcome.js';
import { openStates } from '../tasks/states.js';
import { taskInclude, viewTask } from '../tasks/view.js';
import { checkDrift } from './drift.js';
import { presetSelect, viewDrift, viewPreset, whyNoApply, type PresetRow } from './view.js';

/** @throws ProblemError 404 */
export async function readState(
  panel: PanelContext,
  instanceId: number,
): Promise<z.input<typeof presetState>> {
  const { prisma } = panel;
  const instance = await getInstance(panel, instanceId);
  const [newest, baseline, open, drifts] = await Promise.all([
    prisma.preset.findFirst({ where: { instanceId }, orderBy: { id: 'desc' }, select: presetSelect }),
    prisma.preset.findFirst({ where: { instanceId, baselineAt: { not: null } }, select: presetSelect }),
    prisma.task.findFirst({
      where: { instanceId, type: PRESET_TYPE, status: { in: openStates } },
      include: taskInclude,
    }),
    prisma.presetDrift.findMany({ where: { instanceId } }),
  ]);
  const master = drifts.find(({ against }) => against === 'master');
  const own = drifts.find(({ against }) => against === 'baseline');
  const reference = master && (await findPreset(panel, master.referencePresetId));
  return {
    newest: newest && viewPreset(newest),
    baseline: baseline && viewPreset(baseline),
    open_task: open && viewTask(open),
    master: master && reference ? viewDrift(master, reference.instance.name) : null,
    from_baseline: own && baseline ? viewDrift(own, instance.name) : null,
    no_apply: whyNoApply(instance),
  };
}

/** @throws ProblemError 404 */
export async function getPreset(panel: PanelContext, id: number): Promise<PresetRow> {
  const row = await findPreset(panel, id);
  if (!row) throw notFound('Preset', id);
  return row;
}

const findPreset = ({ prisma }: PanelContext, id: number): Promise<PresetRow | null> =>
  prisma.preset.findUnique({ where: { id }, select: presetSelect });

/**
 * Makes a version the one that its site is held against, or with `on` false takes that back.
 * @throws ProblemError 404
 */
export async function setBaseline(
  panel: PanelContext,
  who: Principal,
  id: number,
  on: boolean,
): Promise<void> {
  const row = await getPreset(panel, id);
  const { instanceId } = row;
  await panel.prisma.$transaction(async (tx) => {
    await tx.preset.updateMany({
      where: { instanceId, baselineAt: { not: null }, ...(on ? {} : { id }) },
      data: { baselineAt: null, baselineBy: null },
    });
    if (on) {
      await tx.preset.update({ where: { id }, data: { baselineAt: panel.clock(), baselineBy: who.actor } });
    }
    const action = on ? 'preset.baseline' : 'preset.baseline_remove';
    await audit(panel, who, { action, instanceId, target: `preset ${id}` }, tx);
    await recordChanges(tx, await checkDrift(panel, tx, instanceId));
  });
}
