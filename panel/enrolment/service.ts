/** Enrolment: a code of 15 minutes with which an agent registers its own site, once. */
import { randomInt } from 'node:crypto';
import type { EnrolReply, EnrolRequest } from '../../contract/panel/instances.js';
import { normaliseUrl } from '../agents/address.js';
import { audit } from '../audit/service.js';
import type { Principal } from '../auth/principal.js';
import { checkGuesses, countGuess } from '../auth/throttle.js';
import type { PanelContext } from '../context.js';
import { Prisma } from '../db/generated/client.js';
import { recordChanges } from '../events/record.js';
import { ProblemError } from '../http/problem-error.js';
import { getInstance, sealKey } from '../instances/service.js';
import { syncInstance } from '../sync/service.js';

const LIFETIME = 15 * 60_000;
/** Without the letters and digits that are mistaken for each other when read aloud. 20 of them are 98 bits. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const LENGTH = 20;

export interface NewCode {
  code: string;
  expiresAt: Date;
}

export async function createCode(
  panel: PanelContext,
  who: Principal,
  input: { cluster_id?: number | null; name?: string | null },
): Promise<NewCode> {
  const letters = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  const code = letters.match(/.{5}/g)?.join('-') ?? letters;
  const now = panel.clock();
  const expiresAt = new Date(now.getTime() + LIFETIME);
  await panel.prisma.$transaction(async (tx) => {
    await tx.enrolmentCode.create({
      data: {
        hash: panel.vault.digest(plain(code)),
        clusterId: input.cluster_id ?? null,
        name: input.name || null,
        createdBy: who.actor,
        createdAt: now,
        expiresAt,
      },
    });
    await audit(panel, who, { action: 'enrolment.code', target: input.name ?? null }, tx);
  });
  return { code, expiresAt };
}

/**
 * Registers the site of the agent that sends a code, and looks whether it can be reached.
 * @throws ProblemError 401 for a code that is unknown, used or too old; 409 for an address that is registered; 429
 */
export async function enrol(panel: PanelContext, who: Principal, input: EnrolRequest): Promise<EnrolReply> {
  const guesser = [`code:${who.ip}`];
  await checkGuesses(panel, guesser);
  const url = normaliseUrl(input.agent_url);
  const id = await register(panel, who, input, url);
  if (id === null) {
    await countGuess(panel, guesser);
    await audit(panel, who, { action: 'enrolment.use', outcome: 'refused', target: url });
    throw new ProblemError(401, 'Code not accepted', {
      detail: 'The code is unknown, was used, or is older than 15 minutes.',
      hint: 'Make a new one in the panel under "Add site".',
    });
  }
  const reachable = await syncInstance(panel, id);
  const { connectionError } = await getInstance(panel, id);
  return { instance_id: id, panel_url: panel.panelUrl(), reachable, problem: connectionError };
}

/** Uses the code and makes the instance, both or neither. */
async function register(
  panel: PanelContext,
  who: Principal,
  input: EnrolRequest,
  url: string,
): Promise<number | null> {
  const now = panel.clock();
  const where = {
    hash: { in: panel.vault.digests(plain(input.code)) },
    usedAt: null,
    expiresAt: { gt: now },
  };
  try {
    return await panel.prisma.$transaction(async (tx) => {
      const [code] = await tx.enrolmentCode.updateManyAndReturn({ where, data: { usedAt: now } });
      if (!code) return null;
      const row = await tx.instance.create({
        data: {
          url,
          name: code.name ?? (input.site_fullname?.trim().slice(0, 200) || new URL(url).host),
          siteUrl: input.site_url ?? null,
          clusterId: code.clusterId,
          ...sealKey(panel, input.api_key),
        },
      });
      await tx.enrolmentCode.update({ where: { id: code.id }, data: { instanceId: row.id } });
      const detail = `code made by ${code.createdBy}`;
      await audit(panel, who, { action: 'enrolment.use', instanceId: row.id, target: url, detail }, tx);
      await recordChanges(tx, [{ type: 'instance.updated', id: row.id }]);
      return row.id;
    });
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') {
      throw new ProblemError(409, 'Already registered', {
        detail: `There is an instance with the address ${url}.`,
        hint: 'Change its key in the panel, or delete it there first; the code is still good.',
      });
    }
    throw error;
  }
}

/** A code without what people add when they type it. */
function plain(code: string): string {
  return code.toUpperCase().replace(/[^A-Z2-9]/g, '');
}
