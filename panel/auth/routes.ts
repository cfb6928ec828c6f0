/** `/api/auth/…`: sign-in, sign-out and session, of better-auth behind our throttle, origin check and audit. */
import { Router, type Response } from 'express';
import { z } from 'zod';
import { audit } from '../audit/service.js';
import type { PanelContext } from '../context.js';
import { readJson } from '../http/body.js';
import { badRequest } from '../http/errors.js';
import { ProblemError } from '../http/problem-error.js';
import type { Auth } from './better-auth.js';
import { headersOf, passCookies } from './exchange.js';
import { requireSameOrigin } from './same-origin.js';
import { forgiveGuess, takeGuess } from './throttle.js';

const signIn = z.object({
  email: z.email().max(254),
  password: z.string().min(1).max(256),
  rememberMe: z.boolean().optional(),
});

/** Only what the panel uses is reachable; better-auth's other routes are not. */
export function authRouter(panel: PanelContext, auth: Auth): Router {
  const router = Router();

  router.post('/sign-in/email', async (req, res) => {
    requireSameOrigin(req, panel.panelUrl());
    const parsed = signIn.safeParse(await readJson(req, res));
    if (!parsed.success) throw badRequest(parsed.error, 'body');
    const email = parsed.data.email.toLowerCase();
    const [account, address] = [`account:${email}`, `ip:${req.ip}`];
    await takeGuess(panel, [address, account]);
    const answer = await auth.api.signInEmail({
      body: { ...parsed.data, email },
      headers: headersOf(req),
      asResponse: true,
    });
    const who = { actor: email, ip: req.ip ?? null };
    if (!answer.ok) {
      await audit(panel, who, { action: 'auth.sign_in', outcome: 'refused' });
      throw new ProblemError(401, 'Not signed in', { detail: 'E-mail address or password is wrong.' });
    }
    await forgiveGuess(panel, account, address);
    await audit(panel, who, { action: 'auth.sign_in' });
    await pass(answer, res);
  });

  router.post('/sign-out', async (req, res) => {
    requireSameOrigin(req, panel.panelUrl());
    await pass(await auth.api.signOut({ headers: headersOf(req), asResponse: true }), res);
  });

  router.get('/get-session', async (req, res) => {
    await pass(await auth.api.getSession({ headers: headersOf(req), asResponse: true }), res);
  });

  return router;
}

async function pass(answer: globalThis.Response, res: Response): Promise<void> {
  passCookies(answer, res);
  res.status(answer.status).type('application/json').set('Cache-Control', 'no-store');
  res.send((await answer.text()) || 'null');
}
