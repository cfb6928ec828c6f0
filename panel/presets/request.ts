/** Asking a site for its preset. */
import { randomUUID } from 'node:crypto';
import { audit } from '../audit/service.js';
import { mayActAs, type Principal } from '../auth/principal.js';
import type { PanelContext } from '../context.js';
import { Prisma, type Task } from '../db/generated/client.js';
import { ProblemError } from '../http/problem-error.js';
import { readyInstance } from '../instances/ready.js';
import { PRESET_TYPE } from '../tasks/outcome.js';
import { ORDER_LEASE, sendOrder, settleFailure } from '../tasks/send.js';
import type { PresetOrderRow } from './order-form.js';

/** Who asks where no operator does. */
export const SCHEDULE: Pick<Principal, 'actor' | 'ip'> = { actor: 'schedule', ip: null };

/**
 * An operator asks for a preset.
 * @returns the task's id
 * @throws ProblemError 403 for passwords without the role, 404, 409 while one is under way, 501; AgentError
 */
export async function requestPreset(
  panel: PanelContext,
  who: Principal,
  instanceId: number,
  sensitive: boolean,
): Promise<number> {
  if (sensitive && !mayActAs(who.role, 'admin')) {
    throw new ProblemError(403, 'Not allowed', {
      detail: `Settings with passwords need the role admin; yours is ${who.role}.`,
      hint: 'Ask for the preset without them.',
    });
  }
  return orderPreset(panel, who, instanceId, { sensitive, source: 'operator' });
}

/** @throws as `requestPreset` does */
export async function orderPreset(
  panel: PanelContext,
  who: Pick<Principal, 'actor' | 'ip'>,
  instanceId: number,
  order: PresetOrderRow,
): Promise<number> {
  const instance = await readyInstance(panel, instanceId);
  if (order.sensitive && !instance.features.includes('presets.sensitive')) {
    throw new ProblemError(501, 'Not offered', {
      detail: 'This site cannot send settings with passwords: only an agent of ours can encrypt them.',
      hint: 'Ask for the preset without them, or put an agent beside the site.',
    });
  }
  const task = await insertRow(panel, who, instanceId, order);
  try {
    await sendOrder(panel, instance, [task]);
  } catch (error) {
    await settleFailure(panel, [task], error);
  }
  return task.id;
}

async function insertRow(
  panel: PanelContext,
  who: Pick<Principal, 'actor' | 'ip'>,
  instanceId: number,
  order: PresetOrderRow,
): Promise<Task> {
  const now = panel.clock();
  try {
    return await panel.prisma.$transaction(async (tx) => {
      const task = await tx.task.create({
        data: {
          instanceId,
          type: PRESET_TYPE,
          requestKey: randomUUID(),
          order,
          orderLease: new Date(now.getTime() + ORDER_LEASE),
          nextPollAt: now,
          createdBy: who.actor,
          createdAt: now,
        },
      });
      const detail = order.sensitive ? 'with passwords' : null;
      await audit(
        panel,
        who,
        { action: 'preset.request', instanceId, target: `task ${task.id}`, detail },
        tx,
      );
      return task;
    });
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') {
      throw new ProblemError(409, 'Under way', {
        detail: 'A preset of this site is being made.',
        hint: 'Wait until it has arrived.',
      });
    }
    throw error;
  }
}
