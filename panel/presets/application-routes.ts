import { listQuery } from '../../contract/panel/common.js';
import {
  presetApplication,
  presetApplicationList,
  presetApplied,
  presetApply,
} from '../../contract/panel/presets.js';
import type { PanelContext } from '../context.js';
import type { Principal } from '../auth/principal.js';
import type { Prisma } from '../db/generated/client.js';
import { idParams } from '../http/id-params.js';
import { readPage, toList, type Sorts } from '../http/page.js';
import { defineRoute } from '../http/route.js';
import { getInstance } from '../instances/service.js';
import { applyPreset, getApplication, retryApplication, undoApplication } from './apply.js';
import { applicationInclude, viewApplication } from './view.js';

const tag = 'Presets';
const sorts: Sorts<Prisma.PresetApplicationOrderByWithRelationInput> = {
  created_at: (d) => ({ createdAt: d }),
  id: (d) => ({ id: d }),
};

type Act = (panel: PanelContext, who: Principal, id: number) => Promise<void>;

const actRoute = (path: string, operationId: string, summary: string, act: Act) =>
  defineRoute({
    method: 'POST',
    path,
    operationId,
    summary,
    tag,
    role: 'operator',
    request: { params: idParams },
    status: 200,
    response: presetApplication,
    async handler({ panel, principal, params }) {
      await act(panel, principal, params.id);
      return viewApplication(await getApplication(panel, params.id));
    },
  });

export const applicationRoutes = [
  defineRoute({
    method: 'POST',
    path: '/instances/{id}/presets/apply',
    operationId: 'presetApply',
    summary: 'Take settings of a version over to the site, or say what that would change',
    tag,
    role: 'operator',
    request: { params: idParams, body: presetApply },
    status: 200,
    response: presetApplied,
    async handler({ panel, principal, params, body }) {
      const { id, changed, skipped } = await applyPreset(panel, principal, params.id, body);
      const application = id === null ? null : viewApplication(await getApplication(panel, id));
      return { application, changed, skipped };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/instances/{id}/preset-applications',
    operationId: 'presetApplicationList',
    summary: 'What was applied to a site, newest first',
    tag,
    role: 'viewer',
    request: { params: idParams, query: listQuery },
    status: 200,
    response: presetApplicationList,
    async handler({ panel, params, query }) {
      await getInstance(panel, params.id);
      const page = readPage(query, sorts, '-id', (d) => ({ id: d }));
      const where = { instanceId: params.id };
      const [rows, total] = await Promise.all([
        panel.prisma.presetApplication.findMany({
          where,
          include: applicationInclude,
          orderBy: page.orderBy,
          take: page.take,
          ...(page.after ? { cursor: { id: page.after }, skip: 1 } : {}),
        }),
        panel.prisma.presetApplication.count({ where }),
      ]);
      return toList(page, rows, total, (row) => row.id, viewApplication);
    },
  }),
  actRoute(
    '/preset-applications/{id}/undo',
    'presetApplicationUndo',
    'Take an application back',
    undoApplication,
  ),
  actRoute(
    '/preset-applications/{id}/retry',
    'presetApplicationRetry',
    'Ask again for one that was left without an answer',
    retryApplication,
  ),
];
