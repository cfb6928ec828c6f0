/** Tokens and services of an agent's web services. */
import type { z } from 'zod';
import {
  webserviceDeletedReply,
  webserviceFunctionsReply,
  webserviceService,
  webserviceServicesReply,
  webserviceTokenCreated,
  webserviceTokensReply,
  type webserviceServiceRequest,
  type webserviceTokenRequest,
  type WebserviceService,
  type WebserviceTokenCreated,
} from '../../contract/agent/webservice-tokens.js';
import { ask } from './ask.js';
import type { AgentAddress, AgentTransport } from './transport.js';

export class WebserviceClient {
  constructor(private readonly transport: AgentTransport) {}

  async functions(site: AgentAddress): Promise<z.output<typeof webserviceFunctionsReply>['functions']> {
    return (await this.get(site, '/webservice/functions', webserviceFunctionsReply)).functions;
  }

  async services(site: AgentAddress): Promise<WebserviceService[]> {
    return (await this.get(site, '/webservice/services', webserviceServicesReply)).services;
  }

  createService(
    site: AgentAddress,
    data: z.input<typeof webserviceServiceRequest>,
  ): Promise<WebserviceService> {
    return ask(
      this.transport,
      site,
      { method: 'POST', path: '/webservice/services', data },
      webserviceService,
    );
  }

  deleteService(site: AgentAddress, id: number): Promise<void> {
    return this.remove(site, '/webservice/services', id);
  }

  async tokens(site: AgentAddress): Promise<z.output<typeof webserviceTokensReply>['tokens']> {
    return (await this.get(site, '/webservice/tokens', webserviceTokensReply)).tokens;
  }

  /** Sent without an Idempotency-Key: the agent would keep its answer, and the token with it. */
  createToken(
    site: AgentAddress,
    data: z.input<typeof webserviceTokenRequest>,
  ): Promise<WebserviceTokenCreated> {
    return ask(
      this.transport,
      site,
      { method: 'POST', path: '/webservice/tokens', data },
      webserviceTokenCreated,
    );
  }

  revokeToken(site: AgentAddress, id: number): Promise<void> {
    return this.remove(site, '/webservice/tokens', id);
  }

  private get<T extends z.ZodType>(site: AgentAddress, path: string, schema: T): Promise<z.output<T>> {
    return ask(this.transport, site, { method: 'GET', path }, schema);
  }

  private async remove(site: AgentAddress, path: string, id: number): Promise<void> {
    await ask(this.transport, site, { method: 'DELETE', path, query: { id } }, webserviceDeletedReply);
  }
}
