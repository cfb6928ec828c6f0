import { z } from 'zod';
import { hexId, type Upload } from '../../contract/agent/uploads.js';
import {
  courseDuplicate,
  courseRestore,
  siteUpload,
  siteUploadChunkQuery,
  siteUploadCreate,
} from '../../contract/panel/course-copies.js';
import { task } from '../../contract/panel/tasks.js';
import type { AgentAddress } from '../agents/transport.js';
import { refusalsAsProblems } from '../agents/refusal.js';
import { audit } from '../audit/service.js';
import type { PanelContext } from '../context.js';
import { idParams } from '../http/id-params.js';
import { defineRoute, defineStream } from '../http/route.js';
import { instanceWith } from '../instances/feature.js';
import { addressOf } from '../instances/service.js';
import { getTask } from '../tasks/service.js';
import { viewTask } from '../tasks/view.js';
import { orderDuplicate, orderRestore } from './orders.js';
import { passPiece } from './piece.js';

const tag = 'Course copies';
const uploadParams = idParams.extend({ upload: hexId });
const siteOf = async (panel: PanelContext, id: number) =>
  addressOf(panel, await instanceWith(panel, id, 'uploads'));

/** Has an upload checked that has arrived, also if the answer to its last piece was lost. */
async function whole(panel: PanelContext, site: AgentAddress, found: Upload): Promise<Upload> {
  if (found.received < found.size || found.complete) return found;
  return refusalsAsProblems(panel.agents.uploads.finish(site, found.id));
}

export const copyRoutes = [
  defineRoute({
    method: 'POST',
    path: '/instances/{id}/courses/{course}/duplicate',
    operationId: 'courseDuplicate',
    summary: 'Duplicate a course within its site',
    tag,
    role: 'operator',
    request: {
      params: idParams.extend({ course: z.coerce.number().int().positive().max(2_147_483_647) }),
      body: courseDuplicate,
    },
    status: 202,
    response: task,
    handler: async ({ panel, principal, params, body }) =>
      viewTask(await getTask(panel, await orderDuplicate(panel, principal, params.id, params.course, body))),
  }),
  defineRoute({
    method: 'POST',
    path: '/instances/{id}/courses/restore',
    operationId: 'courseRestore',
    summary: 'Make a new course out of an uploaded backup',
    tag,
    role: 'operator',
    request: { params: idParams, body: courseRestore },
    status: 202,
    response: task,
    handler: async ({ panel, principal, params, body }) =>
      viewTask(await getTask(panel, await orderRestore(panel, principal, params.id, body))),
  }),
  defineRoute({
    method: 'POST',
    path: '/instances/{id}/uploads',
    operationId: 'siteUploadCreate',
    summary: 'Begin handing a course backup (.mbz) to a site',
    tag,
    role: 'operator',
    request: { params: idParams, body: siteUploadCreate },
    status: 201,
    response: siteUpload,
    async handler({ panel, principal, params, body }) {
      const site = await siteOf(panel, params.id);
      const begun = await refusalsAsProblems(panel.agents.uploads.begin(site, body));
      const words = { action: 'upload.create', instanceId: params.id, target: body.name };
      await audit(panel, principal, { ...words, detail: `${body.size} bytes` });
      return begun;
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/instances/{id}/uploads/{upload}',
    operationId: 'siteUploadGet',
    summary: 'How far an upload has come: the offset of the next piece',
    tag,
    role: 'operator',
    request: { params: uploadParams },
    status: 200,
    response: siteUpload,
    async handler({ panel, params }) {
      const site = await siteOf(panel, params.id);
      return whole(panel, site, await refusalsAsProblems(panel.agents.uploads.get(site, params.upload)));
    },
  }),
  defineRoute({
    method: 'PUT',
    path: '/instances/{id}/uploads/{upload}/chunk',
    operationId: 'siteUploadChunk',
    summary:
      'The next piece of an upload, passed on to the site as it comes; the last one has the whole checked',
    tag,
    role: 'operator',
    streams: 'application/octet-stream',
    request: { params: uploadParams, query: siteUploadChunkQuery },
    status: 200,
    response: siteUpload,
    async handler({ panel, params, query, req, res }) {
      const site = await siteOf(panel, params.id);
      const piece = { id: params.upload, offset: query.offset };
      return whole(panel, site, await passPiece(panel, site, piece, req, res));
    },
  }),
  defineStream({
    method: 'DELETE',
    path: '/instances/{id}/uploads/{upload}',
    operationId: 'siteUploadDelete',
    summary: 'Throw an upload away',
    tag,
    role: 'operator',
    request: { params: uploadParams },
    status: 204,
    contentType: null,
    async handler({ panel, principal, params, res }) {
      const site = await siteOf(panel, params.id);
      await refusalsAsProblems(panel.agents.uploads.remove(site, params.upload));
      const target = `upload ${params.upload}`;
      await audit(panel, principal, { action: 'upload.delete', instanceId: params.id, target });
      res.status(204).end();
    },
  }),
];
