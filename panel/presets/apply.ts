/** Taking settings of a stored version over to a site, and taking that back. */
import { randomUUID } from 'node:crypto';
import {
  presetApplyRequest,
  type PresetApplyReply,
  type PresetApplyRequest,
} from '../../contract/agent/presets.js';
import type { presetApply, AppliedChange } from '../../contract/panel/presets.js';
import type { z } from 'zod';
import { AgentError } from '../agents/agent-error.js';
import { audit } from '../audit/service.js';
import { mayActAs, type Principal } from '../auth/principal.js';
import type { PanelContext } from '../context.js';
import type { Instance, PresetApplication } from '../db/generated/client.js';
import { recordChanges } from '../events/record.js';
import { notFound, ProblemError } from '../http/problem-error.js';
import { readyInstance } from '../instances/ready.js';
import { addressOf } from '../instances/service.js';
import { chooseEntries } from './choose.js';
import { REQUEST_PURPOSE } from './content.js';
import { orderPreset } from './request.js';
import { isSecretName } from './secret-names.js';
import { readSide } from './two-sides.js';
import { applicationInclude, whyNoApply, type ApplicationRow } from './view.js';

type Input = z.output<typeof presetApply>;

export interface Applied {
  /** Null after a dry run. */
  id: number | null;
  changed: AppliedChange[];
  skipped: PresetApplyReply['skipped'];
}

/**
 * Applies settings, or with `dry_run` says what that would change. When the connection breaks before the site's answer
 * the application stays, its state unknown, and can be sent again.
 * @throws ProblemError 403 for secrets without the role, 404, 422 for settings the version does not have, 501;
 * AgentError when the site refused or was not reached, with nothing done
 */
export async function applyPreset(
  panel: PanelContext,
  who: Principal,
  instanceId: number,
  input: Input,
): Promise<Applied> {
  if (input.secrets && !mayActAs(who.role, 'admin')) {
    throw new ProblemError(403, 'Not allowed', {
      detail: `Taking secrets over needs the role admin; yours is ${who.role}.`,
      hint: 'Apply the other settings without them.',
    });
  }
  const instance = await requireTaker(panel, instanceId);
  const side = await readSide(panel, `preset:${input.preset_id}`);
  const site = addressOf(panel, instance);
  const request = chooseEntries(panel, side, input, site.key);
  if (input.dry_run) {
    const reply = await panel.agents.applyPreset(site, request, randomUUID());
    return { id: null, ...viewReply(reply) };
  }
  const row = await panel.prisma.$transaction(async (tx) => {
    const made = await tx.presetApplication.create({
      data: {
        instanceId,
        presetId: side.id,
        fromName: side.instance.name,
        settingCount: input.settings.length,
        secrets: input.secrets,
        requestKey: randomUUID(),
        sealedRequest: panel.vault.seal(JSON.stringify(request), REQUEST_PURPOSE),
        changed: [],
        skipped: [],
        createdBy: who.actor,
        createdAt: panel.clock(),
      },
    });
    const names = input.settings.map(({ plugin, name }) => `${plugin}/${name}`).join(', ');
    const target = `preset ${side.id} of ${side.instance.name}`;
    await audit(panel, who, { action: 'preset.apply', instanceId, target, detail: names }, tx);
    await recordChanges(tx, [{ type: 'preset.updated', id: instanceId }]);
    return made;
  });
  await send(panel, who, instance, row);
  const after = await panel.prisma.presetApplication.findUniqueOrThrow({ where: { id: row.id } });
  return {
    id: row.id,
    changed: after.changed as AppliedChange[],
    skipped: after.skipped as PresetApplyReply['skipped'],
  };
}

const undoable = ['done', 'undo_failed', 'undo_partial', 'undo_unknown'];

/** Takes an application back. @throws ProblemError 404, 409, 501; AgentError */
export async function undoApplication(panel: PanelContext, who: Principal, id: number): Promise<void> {
  const row = await getApplication(panel, id);
  if (row.siteId === null || !undoable.includes(row.state)) {
    throw new ProblemError(409, 'Nothing to undo', {
      detail: row.state === 'undone' ? 'It was undone already.' : 'The site has changed nothing for it.',
    });
  }
  const instance = await requireTaker(panel, row.instanceId);
  // An undo that was left without an answer keeps its key, so that it is not done twice.
  const undoKey = row.state === 'undo_unknown' && row.undoKey ? row.undoKey : randomUUID();
  await panel.prisma.$transaction(async (tx) => {
    const { count } = await tx.presetApplication.updateMany({
      where: { id, state: row.state },
      data: { state: 'undo_unknown', undoKey, undoneBy: who.actor, error: null },
    });
    if (count === 0) throw new ProblemError(409, 'Under way', { hint: 'Load the page again.' });
    const target = `application ${id}`;
    await audit(panel, who, { action: 'preset.undo', instanceId: row.instanceId, target }, tx);
  });
  const error = row.state === 'undo_unknown' ? row.error : null;
  await send(panel, who, instance, { ...row, state: 'undo_unknown', undoKey, error });
}

/** Asks again for what was left without an answer. @throws ProblemError 404, 409, 501; AgentError */
export async function retryApplication(panel: PanelContext, who: Principal, id: number): Promise<void> {
  const row = await getApplication(panel, id);
  if (row.state !== 'unknown' && row.state !== 'undo_unknown') {
    throw new ProblemError(409, 'Answered already', { detail: 'The site has answered; nothing is open.' });
  }
  const instance = await requireTaker(panel, row.instanceId);
  await audit(panel, who, {
    action: 'preset.retry',
    instanceId: row.instanceId,
    target: `application ${id}`,
  });
  await send(panel, who, instance, row);
}

/** @throws ProblemError 404 */
export async function getApplication({ prisma }: PanelContext, id: number): Promise<ApplicationRow> {
  const row = await prisma.presetApplication.findUnique({ where: { id }, include: applicationInclude });
  if (!row) throw notFound('Application', id);
  return row;
}

/** @throws ProblemError 501 for a site that takes no settings */
async function requireTaker(panel: PanelContext, instanceId: number): Promise<Instance> {
  const instance = await readyInstance(panel, instanceId);
  const detail = whyNoApply(instance);
  if (detail !== null) throw new ProblemError(501, 'Not offered', { detail });
  return instance;
}

/** Sends the open request of a row and writes down what came of it. */
async function send(
  panel: PanelContext,
  who: Principal,
  instance: Instance,
  row: PresetApplication,
): Promise<void> {
  const undoes = row.state === 'undo_unknown';
  const request: PresetApplyRequest = undoes
    ? { action: 'undo', application_id: row.siteId ?? 0 }
    : presetApplyRequest.parse(JSON.parse(panel.vault.open(row.sealedRequest ?? '', REQUEST_PURPOSE)));
  try {
    const key = (undoes ? row.undoKey : row.requestKey) ?? row.requestKey;
    const reply = await panel.agents.applyPreset(addressOf(panel, instance), request, key);
    const now = panel.clock();
    const done = undoes
      ? { ...undone(reply), undoneAt: now }
      : {
          state: 'done',
          siteId: reply.application_id,
          finishedAt: now,
          sealedRequest: null,
          ...viewReply(reply),
        };
    await finish(panel, row, { error: null, ...done });
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    const text = `${error.message} ${error.hint}`;
    if (error.outcomeUnknown) {
      panel.logger.warn({ application: row.id, reason: error.message }, 'application without an answer');
      await finish(panel, row, { error: text });
      return;
    }
    // Refused, or never sent: nothing was done. One that may have been done before stays open.
    const state = undoes ? 'undo_failed' : 'failed';
    const sure = error.kind === 'refused' || row.error === null;
    await finish(panel, row, sure ? { state, error: text, sealedRequest: null } : { error: text });
    throw error;
  }
  await orderPreset(panel, who, row.instanceId, { sensitive: false, source: 'operator' }).catch(
    (error: unknown) => {
      // The settings are applied whether or not the site can be asked for them now.
      panel.logger.warn({ application: row.id, reason: String(error) }, 'no preset after an application');
    },
  );
}

async function finish(
  panel: PanelContext,
  row: PresetApplication,
  data: Parameters<PanelContext['prisma']['presetApplication']['updateMany']>[0]['data'],
): Promise<void> {
  await panel.prisma.$transaction(async (tx) => {
    await tx.presetApplication.updateMany({ where: { id: row.id, state: row.state }, data });
    await recordChanges(tx, [{ type: 'preset.updated', id: row.instanceId }]);
  });
}

/** What was changed at the site since the application stays as it is; the site names it. */
function undone(reply: PresetApplyReply) {
  const { skipped } = viewReply(reply);
  return skipped.length === 0 ? { state: 'undone' } : { state: 'undo_partial', skipped };
}

/** What the site changed; values of what may be a secret are left out whatever the site says. */
function viewReply({ changed, skipped }: PresetApplyReply): Pick<Applied, 'changed' | 'skipped'> {
  return {
    changed: changed.map(({ plugin, name, old_value, new_value }) => {
      // An agent leaves both out where it holds the setting for a secret itself.
      const held = old_value === null && new_value === null;
      const long = (old_value ?? '').length + (new_value ?? '').length > 2;
      const secret = held || (isSecretName(plugin, name) && long);
      return { plugin, name, from: secret ? null : old_value, to: secret ? null : new_value, secret };
    }),
    skipped: skipped.map(({ plugin, name, reason }) => ({ plugin, name, reason: reason.slice(0, 500) })),
  };
}
