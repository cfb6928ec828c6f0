/** Changing one's own password. */
import type { Request, Response } from 'express';
import type { PasswordChange } from '../../contract/panel/account.js';
import { audit } from '../audit/service.js';
import type { PanelContext } from '../context.js';
import { ProblemError } from '../http/problem-error.js';
import type { Auth } from './better-auth.js';
import { headersOf, passCookies } from './exchange.js';
import type { Principal } from './principal.js';
import { forgiveGuess, takeGuess } from './throttle.js';

const action = 'auth.password';

/**
 * Changes the password of the session's operator. All sessions end; the caller's goes on under a new cookie, which is
 * set on `res`. Wrong guesses count together with those of the sign-in.
 * @throws ProblemError 400 naming the field when the present password is wrong, 403 for a token, 429 after too many
 */
export async function changePassword(
  panel: PanelContext,
  auth: Auth,
  who: Principal,
  change: PasswordChange,
  { req, res }: { req: Request; res: Response },
): Promise<void> {
  if (who.kind !== 'session' || who.email === null) {
    await audit(panel, who, { action, outcome: 'refused', detail: 'with a token' });
    throw new ProblemError(403, 'Not allowed', {
      detail: 'A token has no password.',
      hint: 'Sign in on the page and change the password under Settings.',
    });
  }
  const [account, address] = [`account:${who.email}`, `ip:${req.ip}`];
  await takeGuess(panel, [address, account]);
  const answer = await auth.api.changePassword({
    body: {
      currentPassword: change.current_password,
      newPassword: change.new_password,
      revokeOtherSessions: true,
    },
    headers: headersOf(req),
    asResponse: true,
  });
  if (!answer.ok) {
    const { code } = (await answer.json()) as { code?: string };
    await audit(panel, who, { action, outcome: 'refused', detail: code ?? null });
    throw refusal(answer.status, code);
  }
  await forgiveGuess(panel, account, address);
  await audit(panel, who, { action });
  passCookies(answer, res);
}

function refusal(status: number, code: string | undefined): Error {
  if (code === 'INVALID_PASSWORD') {
    const message = 'This is not your present password.';
    return new ProblemError(400, 'Bad request', {
      detail: message,
      hint: 'Type the password that you signed in with.',
      errors: [{ path: 'body.current_password', message }],
    });
  }
  if (code === 'CREDENTIAL_ACCOUNT_NOT_FOUND') {
    return new ProblemError(409, 'No password', {
      detail: 'This account signs in elsewhere and has no password here.',
    });
  }
  // The session may have ended between the two looks at it.
  if (status === 401) return new ProblemError(401, 'Not signed in', { hint: 'Sign in again.' });
  return new Error(`better-auth answered ${status} ${code ?? ''}`);
}
