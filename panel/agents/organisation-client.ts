/** The organisation that an agent keeps of its site. */
import {
  organisationReply,
  orgJobsReply,
  type OrganisationReply,
  type OrgJobsReply,
} from '../../contract/agent/organisation.js';
import { ask } from './ask.js';
import type { AgentAddress, AgentTransport } from './transport.js';

/** Ten thousand departments are some three megabytes. */
const MAX_BYTES = 32 * 1024 * 1024;

export class OrganisationClient {
  constructor(private readonly transport: AgentTransport) {}

  units(site: AgentAddress): Promise<OrganisationReply> {
    return ask(
      this.transport,
      site,
      { method: 'GET', path: '/organisation', maxBytes: MAX_BYTES, timeout: 60_000 },
      organisationReply,
    );
  }

  jobs(site: AgentAddress, query: { unitid?: number; after: number; limit: number }): Promise<OrgJobsReply> {
    const { unitid, ...page } = query;
    return ask(
      this.transport,
      site,
      { method: 'GET', path: '/organisation/jobs', query: unitid === undefined ? page : { unitid, ...page } },
      orgJobsReply,
    );
  }
}
