/** The signed-in operator's own account. */
import { me, passwordChange } from '../../contract/panel/account.js';
import { role as roleSchema } from '../../contract/panel/common.js';
import { defineRoute, defineStream } from '../http/route.js';
import { changePassword } from './password.js';

export const accountRoutes = [
  defineRoute({
    method: 'GET',
    path: '/me',
    operationId: 'me',
    summary: 'Who is signed in',
    tag: 'Account',
    role: 'viewer',
    status: 200,
    response: me,
    handler: ({ principal }) =>
      Promise.resolve({
        kind: principal.kind === 'token' ? ('token' as const) : ('session' as const),
        email: principal.email,
        name: principal.name,
        role: roleSchema.parse(principal.role),
      }),
  }),
  defineStream({
    method: 'POST',
    path: '/me/password',
    operationId: 'passwordChange',
    summary: 'Change one’s own password; every other session ends',
    tag: 'Account',
    role: 'viewer',
    request: { body: passwordChange },
    status: 204,
    contentType: null,
    async handler({ panel, auth, principal, body, req, res }) {
      await changePassword(panel, auth, principal, body, { req, res });
      res.status(204).end();
    },
  }),
];
