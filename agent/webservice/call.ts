/** One call of a web service function, with what it may ask. */
import type { Request } from 'express';
import type { AgentContext } from '../context.js';
import type { Caller, WebserviceCall } from './function.js';
import { noPermission } from './webservice-error.js';

/** @param baseUrl see `addressOf` */
export function webserviceCall(context: AgentContext, caller: Caller, baseUrl: string): WebserviceCall {
  const { bridge } = context.site;
  const capabilities: WebserviceCall['capabilities'] = async (questions) =>
    questions.length === 0 ? [] : bridge.access({ userId: caller.userId, questions });
  return {
    context,
    caller,
    baseUrl,
    capabilities,
    async requireCapability(capability, place) {
      const [allowed] = await capabilities([{ capability, place }]);
      if (allowed) return;
      const [words] = await bridge.capabilityNames([capability]);
      throw noPermission(words ?? capability);
    },
  };
}

/** What stands before `/webservice/…` in addresses that the caller can use: AGENT_URL, or what the request was sent to. */
export function addressOf(req: Request, { config }: AgentContext): string {
  if (config.agentUrl !== undefined) return config.agentUrl.replace(/\/$/, '');
  const host = /^[\w.:[\]-]+$/.test(req.host ?? '') ? req.host : `${config.host}:${config.port}`;
  return `${req.protocol}://${host}${req.baseUrl}`;
}
