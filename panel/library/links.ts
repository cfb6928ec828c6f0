/**
 * Addresses under which one site may fetch one zip for a while, without any other credential: agents download with the
 * same code whether a file lies here or elsewhere. A signature binds the content, the site and the end of its validity.
 */
import { createHmac } from 'node:crypto';
import { sameSecret } from '../auth/tokens.js';
import type { PanelContext } from '../context.js';

const KEY_USE = 'library links v1';
/** A site may wait for its maintenance window, and a queue of downloads before it. */
export const LINK_VALID = 24 * 3_600_000;

export interface LinkClaims {
  /** Hex, of the whole file. */
  sha256: string;
  /** Last part of the path. */
  fileName: string;
  instanceId: number;
  /** Unix seconds. */
  expires: number;
}

/** What a link says once it is opened; anything else is no link of ours. */
export type OpenedLink = 'valid' | 'expired' | 'wrong';

export function makeLink(panel: PanelContext, claims: LinkClaims): string {
  const query = new URLSearchParams({
    expires: String(claims.expires),
    instance: String(claims.instanceId),
    signature: sign(panel.vault.derive(KEY_USE), claims),
  });
  return `${panel.panelUrl()}/api/library/${claims.sha256}/${claims.fileName}?${query.toString()}`;
}

/** @param signature as it came; of any form and length */
export function openLink(panel: PanelContext, claims: LinkClaims, signature: string): OpenedLink {
  // A link made before a change of the panel's key is good until it expires.
  const keys = panel.vault.derivations(KEY_USE);
  const matches = keys.map((key) => sameSecret(signature, sign(key, claims)));
  if (!matches.includes(true)) return 'wrong';
  return claims.expires * 1000 > panel.clock().getTime() ? 'valid' : 'expired';
}

function sign(key: string, { sha256, fileName, instanceId, expires }: LinkClaims): string {
  const text = ['v1', sha256, fileName, instanceId, expires].join('\n');
  return createHmac('sha256', Buffer.from(key, 'hex')).update(text).digest('base64url');
}
