/** Tokens of the agent's web services and the services they belong to, as the panel manages them (ours). */
import { z } from 'zod';
import { numericId, unixSeconds } from './common.js';

/** Lower case; names of web service functions match without regard to case. */
export const functionName = z.string().regex(/^[a-z][a-z0-9_]{2,99}$/);

/** GET `/webservice/functions`: what there is to call. */
export const webserviceFunction = z.object({
  name: functionName,
  type: z.enum(['read', 'write']),
  description: z.string(),
});
export const webserviceFunctionsReply = z.object({ functions: z.array(webserviceFunction) });

/** A named set of functions. GET, POST `/webservice/services`; DELETE `/webservice/services?id=` (refused while tokens use it). */
export const webserviceService = z.object({
  id: z.int().positive(),
  name: z.string(),
  functions: z.array(functionName),
  tokens: z.int(),
  created_at: unixSeconds,
});
export type WebserviceService = z.infer<typeof webserviceService>;
export const webserviceServicesReply = z.object({ services: z.array(webserviceService) });
export const webserviceServiceRequest = z.object({
  name: z.string().trim().min(1).max(100),
  functions: z.array(functionName).min(1).max(200),
});

/** GET, POST `/webservice/tokens`; DELETE `/webservice/tokens?id=`. The token itself is told once, when it is made. */
export const webserviceToken = z.object({
  id: z.int().positive(),
  name: z.string(),
  /** Of the user on the site for whom it acts. */
  userid: z.int().positive(),
  username: z.string(),
  service: z.string().nullable(),
  /** What it may call; null for everything. Those of its service where it has one. */
  functions: z.array(functionName).nullable(),
  /** Addresses and CIDR ranges it may come from; empty for all. */
  addresses: z.array(z.string()),
  expires_at: unixSeconds.nullable(),
  last_used_at: unixSeconds.nullable(),
  created_at: unixSeconds,
});
export type WebserviceToken = z.infer<typeof webserviceToken>;
export const webserviceTokensReply = z.object({ tokens: z.array(webserviceToken) });
export const webserviceTokenRequest = z
  .object({
    name: z.string().trim().max(100).default(''),
    username: z.string().min(1).max(100),
    serviceid: numericId.optional(),
    functions: z.array(functionName).min(1).max(200).optional(),
    addresses: z.array(z.string().max(64)).max(100).default([]),
    expires_at: unixSeconds.nullable().default(null),
  })
  .refine(({ serviceid, functions }) => serviceid === undefined || functions === undefined, {
    message: 'either a service or functions, not both',
    path: ['functions'],
  });
export const webserviceTokenCreated = webserviceToken.extend({ token: z.string() });
export type WebserviceTokenCreated = z.infer<typeof webserviceTokenCreated>;
export const webserviceIdQuery = z.object({ id: numericId });
export const webserviceDeletedReply = z.object({ status: z.literal(true) });
