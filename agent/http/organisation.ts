/** GET `/organisation`, `/organisation/jobs`: departments, positions and who holds them, out of the agent's own store. */
import { Router } from 'express';
import {
  orgJobsQuery,
  type OrganisationReply,
  type OrgJobsReply,
} from '../../contract/agent/organisation.js';
import type { AgentContext } from '../context.js';
import { listJobs } from '../organisation/jobs.js';
import { readOrganisation } from '../organisation/organisation.js';
import { parseQuery } from './json-body.js';

export function organisationRouter(context: AgentContext): Router {
  const router = Router();
  router.get('/organisation', async (_req, res) => {
    res.json((await readOrganisation(context)) satisfies OrganisationReply);
  });
  router.get('/organisation/jobs', async (req, res) => {
    res.json((await listJobs(context, parseQuery(req, orgJobsQuery))) satisfies OrgJobsReply);
  });
  return router;
}
