/** A question to an agent whose answer must be of the contract. */
import type { z } from 'zod';
import { badReply, type AgentAddress, type AgentRequest, type AgentTransport } from './transport.js';

/** Milliseconds that taking an order may take: it is only written down. */
export const ORDER_TIMEOUT = 30_000;

/** @throws AgentError */
export async function ask<T extends z.ZodType>(
  transport: AgentTransport,
  site: AgentAddress,
  request: AgentRequest,
  schema: T,
): Promise<z.output<T>> {
  const parsed = schema.safeParse(await transport.json(site, request));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw badReply(`${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'unknown'}`);
}

/** Ids that agents name are kept as 32-bit numbers; a larger one is nobody's. */
export function checkId(id: number): number {
  if (id > 2_147_483_647) throw badReply('an impossible id');
  return id;
}
