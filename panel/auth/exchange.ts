/** Carries requests into better-auth and its cookies out again. */
import type { Request, Response } from 'express';
import { fromNodeHeaders } from 'better-auth/node';

/** The address is the one that the proxy rules gave; the client's own claim is overwritten. */
export function headersOf(req: Request): Headers {
  const headers = fromNodeHeaders(req.headers);
  headers.set('x-moopanel-client-ip', req.ip ?? '');
  return headers;
}

/** Sets the cookies of better-auth's answer on ours. */
export function passCookies(answer: globalThis.Response, res: Response): void {
  for (const cookie of answer.headers.getSetCookie()) res.append('Set-Cookie', cookie);
}
