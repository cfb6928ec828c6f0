/** Tokens and services of a site's web services: asked of the agent each time, kept nowhere here. */
import { z } from 'zod';
import { webserviceFunction, webserviceService, webserviceToken } from '../agent/webservice-tokens.js';
import { id, timestamp } from './common.js';

/** GET `/instances/{id}/webservice`. */
export const siteWebservice = z.object({
  /** Where programs call: `https://agent.example/webservice/rest/server.php`. */
  url: z.string(),
  functions: z.array(webserviceFunction),
  services: z.array(webserviceService),
  tokens: z.array(webserviceToken),
});
export type SiteWebservice = z.infer<typeof siteWebservice>;

/** POST `/instances/{id}/webservice/services`; DELETE `…/services/{service}`. */
export const siteServiceCreate = z.object({
  name: z.string().trim().min(1).max(100),
  functions: z.array(z.string().max(100)).min(1).max(200),
});

/** POST `/instances/{id}/webservice/tokens`; DELETE `…/tokens/{token}`. The token itself is told once. */
export const siteTokenCreate = z.object({
  name: z.string().trim().max(100).default(''),
  username: z.string().trim().min(1).max(100),
  service_id: id.optional(),
  functions: z.array(z.string().max(100)).min(1).max(200).optional(),
  addresses: z.array(z.string().max(64)).max(100).default([]),
  expires_at: timestamp.nullable().default(null),
});
export type SiteTokenCreate = z.input<typeof siteTokenCreate>;
export const siteTokenCreated = webserviceToken.extend({ token: z.string() });
export type SiteTokenCreated = z.infer<typeof siteTokenCreated>;
