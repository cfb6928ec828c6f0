/** Keeps other web sites from acting with a signed-in browser's cookie. */
import type { Request } from 'express';
import { ProblemError } from '../http/problem-error.js';

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a changing request that a page of another origin sent. Every current browser names the origin of such a
 * request; a program that names none is no browser, and the cookie's SameSite=Strict stands behind it.
 * @throws ProblemError 403
 */
export function requireSameOrigin(req: Request, panelUrl: string): void {
  if (safe.has(req.method)) return;
  const origin = req.get('origin');
  const site = req.get('sec-fetch-site');
  const foreignSite = site !== undefined && site !== 'same-origin' && site !== 'none';
  const allowed = [new URL(panelUrl).origin, `${req.protocol}://${req.get('host') ?? ''}`];
  if (foreignSite || (origin !== undefined && !allowed.includes(origin))) {
    throw new ProblemError(403, 'Refused', {
      detail: 'The request comes from another web site.',
      hint: 'Open the panel itself; behind a proxy set PANEL_URL to its public address.',
    });
  }
}
