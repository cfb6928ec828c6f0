import {
  enrolmentCode,
  enrolmentCodeRequest,
  enrolReply,
  enrolRequest,
} from '../../contract/panel/instances.js';
import { defineRoute } from '../http/route.js';
import { createCode, enrol } from './service.js';

const tag = 'Enrolment';

export const enrolmentRoutes = [
  defineRoute({
    method: 'POST',
    path: '/enrolment-codes',
    operationId: 'enrolmentCodeCreate',
    summary: 'Make a code with which one agent registers its site within 15 minutes; it is shown this once',
    tag,
    role: 'admin',
    request: { body: enrolmentCodeRequest },
    status: 201,
    response: enrolmentCode,
    async handler({ panel, principal, body }) {
      const { code, expiresAt } = await createCode(panel, principal, body);
      return {
        code,
        expires_at: expiresAt.toISOString(),
        command: `npm run agent -- enroll --panel ${panel.panelUrl()} --code ${code}`,
      };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/enrol',
    operationId: 'enrol',
    summary: 'Register a site, sent by its agent; the code is the only credential',
    tag,
    role: 'public',
    request: { body: enrolRequest },
    status: 201,
    response: enrolReply,
    handler: ({ panel, principal, body }) => enrol(panel, { ...principal, actor: 'enrolment' }, body),
  }),
];
