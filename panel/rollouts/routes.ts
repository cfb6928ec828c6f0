import {
  rolloutCreate,
  rolloutDetail,
  rolloutList,
  rolloutListQuery,
  rolloutPreview,
  rolloutRetry,
  rolloutSiteList,
  rolloutSiteQuery,
  rolloutSites,
} from '../../contract/panel/rollouts.js';
import type { Principal } from '../auth/principal.js';
import type { PanelContext } from '../context.js';
import type { Prisma } from '../db/generated/client.js';
import { idParams } from '../http/id-params.js';
import { readPage, toList, type Sorts } from '../http/page.js';
import { notFound } from '../http/problem-error.js';
import { defineRoute } from '../http/route.js';
import {
  abortRollout,
  confirmWave,
  pauseRollout,
  resumeRollout,
  retrySites,
  skipSites,
  startRollout,
} from './actions.js';
import { createRollout, previewRollout } from './create.js';
import { siteInclude, summaryInclude, viewDetail, viewRollouts, viewSite } from './view.js';

const tag = 'Rollouts';

const sorts: Sorts<Prisma.RolloutOrderByWithRelationInput> = {
  id: (d) => ({ id: d }),
  name: (d) => ({ name: d }),
  state: (d) => ({ state: d }),
  created_at: (d) => ({ createdAt: d }),
  finished_at: (d) => ({ finishedAt: d }),
};

const siteSorts: Sorts<Prisma.RolloutSiteOrderByWithRelationInput> = {
  wave: (d) => ({ waveId: d }),
  instance_name: (d) => ({ instanceName: d }),
  state: (d) => ({ state: d }),
  started_at: (d) => ({ startedAt: d }),
  finished_at: (d) => ({ finishedAt: d }),
};

async function detail(panel: PanelContext, id: number) {
  const row = await panel.prisma.rollout.findUnique({ where: { id }, include: summaryInclude });
  if (!row) throw notFound('Rollout', id);
  return viewDetail(panel, row);
}

/** POST `/rollouts/{id}/…`: does it and answers the rollout as it is then. */
function action(
  name: string,
  operationId: string,
  summary: string,
  run: (panel: PanelContext, who: Principal, id: number) => Promise<void>,
) {
  return defineRoute({
    method: 'POST',
    path: `/rollouts/{id}/${name}`,
    operationId,
    summary,
    tag,
    role: 'operator',
    request: { params: idParams },
    status: 200,
    response: rolloutDetail,
    async handler({ panel, principal, params }) {
      await run(panel, principal, params.id);
      return detail(panel, params.id);
    },
  });
}

export const rolloutRoutes = [
  defineRoute({
    method: 'GET',
    path: '/rollouts',
    operationId: 'rolloutList',
    summary: 'Rollouts, newest first',
    tag,
    role: 'viewer',
    request: { query: rolloutListQuery },
    status: 200,
    response: rolloutList,
    async handler({ panel, query }) {
      const page = readPage(query, sorts, '-id', (d) => ({ id: d }));
      const text = query.search ? { contains: query.search, mode: 'insensitive' as const } : undefined;
      const where: Prisma.RolloutWhereInput = {
        state: query.state,
        OR: text && [{ name: text }, { summary: text }, { createdBy: text }],
      };
      const [rows, total] = await Promise.all([
        panel.prisma.rollout.findMany({
          where,
          include: summaryInclude,
          orderBy: page.orderBy,
          take: page.take,
          ...(page.after ? { cursor: { id: page.after }, skip: 1 } : {}),
        }),
        panel.prisma.rollout.count({ where }),
      ]);
      return toList(
        page,
        await viewRollouts(panel, rows),
        total,
        (row) => row.id,
        (row) => row,
      );
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/rollouts',
    operationId: 'rolloutCreate',
    summary: 'Make a rollout; nothing happens before it is started',
    tag,
    role: 'operator',
    request: { body: rolloutCreate },
    status: 201,
    response: rolloutDetail,
    handler: async ({ panel, principal, body }) => detail(panel, await createRollout(panel, principal, body)),
  }),
  defineRoute({
    method: 'POST',
    path: '/rollouts/preview',
    operationId: 'rolloutPreview',
    summary: 'The waves that a creation would make, with their sites',
    tag,
    role: 'operator',
    request: { body: rolloutCreate },
    status: 200,
    response: rolloutPreview,
    handler: ({ panel, body }) => previewRollout(panel, body),
  }),
  defineRoute({
    method: 'GET',
    path: '/rollouts/{id}',
    operationId: 'rolloutGet',
    summary: 'One rollout with its waves',
    tag,
    role: 'viewer',
    request: { params: idParams },
    status: 200,
    response: rolloutDetail,
    handler: ({ panel, params }) => detail(panel, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/rollouts/{id}/sites',
    operationId: 'rolloutSiteList',
    summary: 'The sites of a rollout: what happened at each',
    tag,
    role: 'viewer',
    request: { params: idParams, query: rolloutSiteQuery },
    status: 200,
    response: rolloutSiteList,
    async handler({ panel, params, query }) {
      const page = readPage(query, siteSorts, 'wave', (d) => ({ id: d }));
      const where: Prisma.RolloutSiteWhereInput = {
        rolloutId: params.id,
        state: query.state,
        dryState: query.dry_state,
        wave: query.wave === undefined ? undefined : { n: query.wave },
        instanceName: query.search ? { contains: query.search, mode: 'insensitive' } : undefined,
      };
      const [rows, total] = await Promise.all([
        panel.prisma.rolloutSite.findMany({
          where,
          include: siteInclude,
          orderBy: page.orderBy,
          take: page.take,
          ...(page.after ? { cursor: { id: page.after }, skip: 1 } : {}),
        }),
        panel.prisma.rolloutSite.count({ where }),
      ]);
      return toList(
        page,
        rows,
        total,
        (row) => row.id,
        (row) => viewSite(panel, row),
      );
    },
  }),
  action(
    'start',
    'rolloutStart',
    'Start a draft, or go on after a review without the sites that something speaks against',
    startRollout,
  ),
  action('pause', 'rolloutPause', 'Order nothing more until it is resumed', pauseRollout),
  action(
    'resume',
    'rolloutResume',
    'Go on after a pause, or after a stop in spite of the failures',
    resumeRollout,
  ),
  action('abort', 'rolloutAbort', 'Order nothing more; what runs at sites ends by itself', abortRollout),
  action('confirm', 'rolloutConfirm', 'End the pause after a wave', confirmWave),
  defineRoute({
    method: 'POST',
    path: '/rollouts/{id}/retry',
    operationId: 'rolloutRetry',
    summary: 'Try failed sites again, as a new attempt of each',
    tag,
    role: 'operator',
    request: { params: idParams, body: rolloutRetry },
    status: 200,
    response: rolloutDetail,
    async handler({ panel, principal, params, body }) {
      await retrySites(panel, principal, params.id, body.site_ids);
      return detail(panel, params.id);
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/rollouts/{id}/skip',
    operationId: 'rolloutSkip',
    summary: 'Leave sites out that wait or have failed',
    tag,
    role: 'operator',
    request: { params: idParams, body: rolloutSites },
    status: 200,
    response: rolloutDetail,
    async handler({ panel, principal, params, body }) {
      await skipSites(panel, principal, params.id, body.site_ids);
      return detail(panel, params.id);
    },
  }),
];
