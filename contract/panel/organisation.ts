/** The organisation of a site: asked of the agent each time, kept nowhere here. */
import { organisationReply, orgJobsQuery, orgJobsReply } from '../agent/organisation.js';

/** GET `/instances/{id}/organisation` and `…/organisation/jobs`. */
export const siteOrganisation = organisationReply;
export const siteOrgJobsQuery = orgJobsQuery;
export const siteOrgJobs = orgJobsReply;
