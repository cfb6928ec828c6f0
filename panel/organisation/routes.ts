/** Departments, positions and jobs of a site: asked of its agent each time, kept nowhere here. */
import { siteOrganisation, siteOrgJobs, siteOrgJobsQuery } from '../../contract/panel/organisation.js';
import { refusalsAsProblems } from '../agents/refusal.js';
import { idParams } from '../http/id-params.js';
import { defineRoute } from '../http/route.js';
import { instanceWith } from '../instances/feature.js';
import { addressOf } from '../instances/service.js';

const tag = 'Organisation';

export const organisationRoutes = [
  defineRoute({
    method: 'GET',
    path: '/instances/{id}/organisation',
    operationId: 'siteOrganisation',
    summary: 'Departments and positions of a site, asked of its agent',
    tag,
    role: 'viewer',
    request: { params: idParams },
    status: 200,
    response: siteOrganisation,
    async handler({ panel, params }) {
      const instance = await instanceWith(panel, params.id, 'organisation');
      return panel.agents.organisation.units(addressOf(panel, instance));
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/instances/{id}/organisation/jobs',
    operationId: 'siteOrgJobs',
    summary: 'Who holds which position where, page by page',
    tag,
    role: 'viewer',
    request: { params: idParams, query: siteOrgJobsQuery },
    status: 200,
    response: siteOrgJobs,
    async handler({ panel, params, query }) {
      const instance = await instanceWith(panel, params.id, 'organisation');
      return refusalsAsProblems(panel.agents.organisation.jobs(addressOf(panel, instance), query));
    },
  }),
];
