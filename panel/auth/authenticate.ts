/** Finds out who calls: by bearer token, or by session cookie. */
import type { Request } from 'express';
import { fromNodeHeaders } from 'better-auth/node';
import { role as roleSchema } from '../../contract/panel/common.js';
import type { PanelContext } from '../context.js';
import { ProblemError } from '../http/problem-error.js';
import type { Auth } from './better-auth.js';
import type { Principal } from './principal.js';
import { checkGuesses, countGuess } from './throttle.js';
import { findToken } from './tokens.js';

export function anonymous(req: Request): Principal {
  return {
    kind: 'anonymous',
    id: '',
    name: '',
    email: null,
    role: null,
    actor: 'anonymous',
    ip: req.ip ?? null,
  };
}

/**
 * @returns an anonymous principal without credentials
 * @throws ProblemError 401 for a token that is not known, 429 for an address that guesses
 */
export async function authenticate(panel: PanelContext, auth: Auth, req: Request): Promise<Principal> {
  const header = req.get('authorization');
  const ip = req.ip ?? null;
  if (header !== undefined) {
    const guesser = [`token:${ip}`];
    await checkGuesses(panel, guesser);
    const token = /^Bearer ([\x21-\x7e]+)$/i.exec(header)?.[1];
    const found = token === undefined ? null : await findToken(panel, token);
    if (!found) {
      await countGuess(panel, guesser);
      throw new ProblemError(401, 'Not signed in', {
        detail: 'The token is unknown or has expired.',
        hint: 'Send Authorization: Bearer with a token made under Settings.',
        headers: { 'WWW-Authenticate': 'Bearer' },
      });
    }
    return {
      kind: 'token',
      id: found.id,
      name: found.name,
      email: null,
      role: found.role,
      actor: `token ${found.name}`,
      ip,
    };
  }
  if (!req.get('cookie')) return anonymous(req);
  const session = await auth.api.getSession({ headers: fromNodeHeaders(req.headers) });
  if (!session) return anonymous(req);
  const role = roleSchema.safeParse(session.user.role);
  const { id, name, email } = session.user;
  return { kind: 'session', id, name, email, role: role.success ? role.data : 'viewer', actor: email, ip };
}
