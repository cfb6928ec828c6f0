import {
  preset,
  presetList,
  presetOrder,
  presetSiteList,
  presetSiteQuery,
  presetState,
} from '../../contract/panel/presets.js';
import { listQuery } from '../../contract/panel/common.js';
import { task } from '../../contract/panel/tasks.js';
import type { Prisma } from '../db/generated/client.js';
import { idParams } from '../http/id-params.js';
import { readPage, toList, type Sorts } from '../http/page.js';
import { defineRoute } from '../http/route.js';
import { getInstance } from '../instances/service.js';
import { getTask } from '../tasks/service.js';
import { viewTask } from '../tasks/view.js';
import { applicationRoutes } from './application-routes.js';
import { compareRoutes } from './compare-routes.js';
import { requestPreset } from './request.js';
import { getPreset, readState, setBaseline } from './service.js';
import { listSites } from './sites.js';
import { presetSelect, viewPreset } from './view.js';

const tag = 'Presets';
const sorts: Sorts<Prisma.PresetOrderByWithRelationInput> = {
  taken_at: (d) => ({ takenAt: d }),
  id: (d) => ({ id: d }),
};

const baselineRoute = (method: 'POST' | 'DELETE', on: boolean) =>
  defineRoute({
    method,
    path: '/presets/{id}/baseline',
    operationId: on ? 'presetBaseline' : 'presetBaselineRemove',
    summary: on ? 'Hold the site against this version from now on' : 'Hold the site against it no longer',
    tag,
    role: 'operator',
    request: { params: idParams },
    status: 200,
    response: preset,
    async handler({ panel, principal, params }) {
      await setBaseline(panel, principal, params.id, on);
      return viewPreset(await getPreset(panel, params.id));
    },
  });

export const presetRoutes = [
  defineRoute({
    method: 'GET',
    path: '/presets',
    operationId: 'presetSiteList',
    summary: 'Every site with its newest preset and how far it has drifted',
    tag,
    role: 'viewer',
    request: { query: presetSiteQuery },
    status: 200,
    response: presetSiteList,
    handler: ({ panel, query }) => listSites(panel, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/instances/{id}/presets',
    operationId: 'presetList',
    summary: 'Versions of a site’s settings, newest first',
    tag,
    role: 'viewer',
    request: { params: idParams, query: listQuery },
    status: 200,
    response: presetList,
    async handler({ panel, params, query }) {
      await getInstance(panel, params.id);
      const page = readPage(query, sorts, '-id', (d) => ({ id: d }));
      const where = { instanceId: params.id };
      const [rows, total] = await Promise.all([
        panel.prisma.preset.findMany({
          where,
          select: presetSelect,
          orderBy: page.orderBy,
          take: page.take,
          ...(page.after ? { cursor: { id: page.after }, skip: 1 } : {}),
        }),
        panel.prisma.preset.count({ where }),
      ]);
      return toList(page, rows, total, (row) => row.id, viewPreset);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/instances/{id}/presets/state',
    operationId: 'presetState',
    summary: 'Newest preset, baseline and drift of a site',
    tag,
    role: 'viewer',
    request: { params: idParams },
    status: 200,
    response: presetState,
    handler: ({ panel, params }) => readState(panel, params.id),
  }),
  defineRoute({
    method: 'POST',
    path: '/instances/{id}/presets',
    operationId: 'presetRequest',
    summary: 'Ask the site for its preset',
    tag,
    role: 'operator',
    request: { params: idParams, body: presetOrder },
    status: 202,
    response: task,
    async handler({ panel, principal, params, body }) {
      const id = await requestPreset(panel, principal, params.id, body.sensitive);
      return viewTask(await getTask(panel, id));
    },
  }),
  baselineRoute('POST', true),
  baselineRoute('DELETE', false),
  ...compareRoutes,
  ...applicationRoutes,
];
