/** Proves who posts a callback: the key of that very instance, and its signature where it signs. */
import type { Request } from 'express';
import {
  DELIVERY_HEADER,
  SIGNATURE_HEADER,
  TIMESTAMP_HEADER,
  verifyCallback,
} from '../../contract/agent/signature.js';
import { API_KEY_HEADER } from '../../contract/agent/common.js';
import { audit } from '../audit/service.js';
import { checkGuesses, countGuess } from '../auth/throttle.js';
import { sameSecret } from '../auth/tokens.js';
import type { PanelContext } from '../context.js';
import type { Instance } from '../db/generated/client.js';
import { ProblemError } from '../http/problem-error.js';

/** Delivery ids are the sender's; longer ones are nobody's. */
const DELIVERY_ID = /^[\w.:-]{1,128}$/;

/**
 * The instance that the path names, once the key proves that it is the caller. Nothing of the body has been read.
 * @throws ProblemError 401 for a key that is unknown or expired; 404 for the key of another instance; 429
 */
export async function requireInstance(
  panel: PanelContext,
  req: Request,
  id: number,
): Promise<{ instance: Instance; key: string }> {
  const guesser = [`site:${req.ip}`];
  await checkGuesses(panel, guesser);
  const key = req.get(API_KEY_HEADER) ?? '';
  const instance = await panel.prisma.instance.findUnique({ where: { id } });
  if (instance && opens(panel, instance, key)) return { instance, key };

  await countGuess(panel, guesser);
  const other = await panel.prisma.instance.findFirst({
    where: { keyDigest: { in: panel.vault.digests(key) }, NOT: { id } },
    select: { id: true, name: true },
  });
  const detail = other ? `with the key of instance ${other.id}` : 'with an unknown or expired key';
  await refuse(panel, req, id, detail);
  if (other) throw new ProblemError(404, 'Not found', { detail: 'This site has no such task.' });
  throw new ProblemError(401, 'Authorization failed', {
    hint: 'Enter the agent’s present key at the instance in the panel.',
  });
}

/** The present key until it expires; the one before it for a while after a change. */
function opens(panel: PanelContext, instance: Instance, key: string): boolean {
  const now = panel.clock();
  const expired = instance.keyExpiresAt !== null && instance.keyExpiresAt <= now;
  const digests = panel.vault.digests(key);
  if (!expired && digests.some((digest) => sameSecret(digest, instance.keyDigest))) return true;
  const { sealedPreviousKey, previousKeyUntil } = instance;
  if (sealedPreviousKey === null || previousKeyUntil === null || previousKeyUntil <= now) return false;
  return sameSecret(key, panel.vault.open(sealedPreviousKey, 'instance key'));
}

/**
 * Checks the signature over the body.
 * @param path the callback's path as it is signed
 * @returns the delivery id; null from a sender that does not sign
 * @throws ProblemError 401 for a signature that is wrong, old, or missing from an agent that signs
 */
export async function requireSignature(
  panel: PanelContext,
  req: Request,
  instance: Instance,
  key: string,
  signed: { path: string; body: Buffer },
): Promise<string | null> {
  const signature = req.get(SIGNATURE_HEADER);
  const deliveryId = req.get(DELIVERY_HEADER);
  const timestamp = req.get(TIMESTAMP_HEADER) ?? '';
  if (signature === undefined) {
    if (!instance.signs) return null;
    await refuse(panel, req, instance.id, 'without a signature');
    throw new ProblemError(401, 'Authorization failed', { detail: 'The signature is missing.' });
  }
  const now = Math.floor(panel.clock().getTime() / 1000);
  const valid =
    /^\d{1,12}$/.test(timestamp) &&
    deliveryId !== undefined &&
    DELIVERY_ID.test(deliveryId) &&
    verifyCallback(key, { timestamp: Number(timestamp), deliveryId, ...signed }, signature, now);
  if (valid) {
    if (!instance.signs)
      await panel.prisma.instance.updateMany({ where: { id: instance.id }, data: { signs: true } });
    return deliveryId;
  }
  await refuse(panel, req, instance.id, 'with a wrong or old signature');
  throw new ProblemError(401, 'Authorization failed', {
    detail: 'The signature is wrong or too old.',
    hint: 'Check that the clocks of both machines agree.',
  });
}

export async function refuse(
  panel: PanelContext,
  req: Request,
  instanceId: number,
  detail: string,
): Promise<void> {
  await audit(
    panel,
    { actor: `site ${instanceId}`, ip: req.ip ?? null },
    { action: 'callback', outcome: 'refused', instanceId, target: req.path, detail },
  );
}
