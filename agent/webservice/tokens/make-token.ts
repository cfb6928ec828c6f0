/** Makes tokens and services, after a look at everything that they name. */
import type { z } from 'zod';
import type {
  WebserviceService,
  webserviceServiceRequest,
  WebserviceTokenCreated,
  webserviceTokenRequest,
} from '../../../contract/agent/webservice-tokens.js';
import { isAddressOrRange } from '../../../runtime/environment.js';
import type { AgentContext } from '../../context.js';
import { ApiError } from '../../http/errors.js';
import { accountByName } from '../../moodle/reads/accounts.js';
import { webserviceFunctions } from '../functions.js';
import { findService, newToken, storeService, storeToken } from './token-store.js';

/**
 * Makes a token for a user of the site.
 * @throws ApiError 400 naming what is not there or cannot be; MoodleUnavailable
 */
export async function createToken(
  context: AgentContext,
  request: z.output<typeof webserviceTokenRequest>,
): Promise<WebserviceTokenCreated> {
  const { site, store, clock } = context;
  const { name, username, serviceid, functions, addresses, expires_at } = request;
  const user = await accountByName(site, username);
  if (user === null) throw new ApiError(400, `username: the site has no user "${username}".`);
  if (user.isGuest) throw new ApiError(400, 'username: nobody can act for the guest.');
  if (user.suspended) throw new ApiError(400, `username: "${username}" is suspended.`);
  requireKnown(functions ?? []);
  if (serviceid !== undefined && (await findService(store.prisma, serviceid)) === null)
    throw new ApiError(400, `serviceid: there is no service ${serviceid}.`);
  const strange = addresses.find((address) => !isAddressOrRange(address));
  if (strange !== undefined)
    throw new ApiError(400, `addresses: "${strange}" is no address and no range such as 10.0.0.0/8.`);
  const expiresAt = expires_at === null ? null : new Date(expires_at * 1000);
  if (expiresAt !== null && !(expiresAt > clock()))
    throw new ApiError(400, 'expires_at: lies in the past, or is no time in unix seconds.');
  const token = newToken();
  const stored = await storeToken(store.prisma, token, {
    name,
    userId: user.id,
    username: user.username,
    serviceId: serviceid ?? null,
    functions: functions ?? null,
    addresses,
    expiresAt,
    createdAt: clock(),
  });
  return { ...stored, token };
}

/** @throws ApiError 400 for an unknown function, 409 for a name that is taken */
export async function createService(
  { store, clock }: Pick<AgentContext, 'store' | 'clock'>,
  { name, functions }: z.output<typeof webserviceServiceRequest>,
): Promise<WebserviceService> {
  requireKnown(functions);
  const service = await storeService(store.prisma, name, [...new Set(functions)], clock());
  if (service === null) throw new ApiError(409, `There is a service "${name}" already.`);
  return service;
}

function requireKnown(functions: readonly string[]): void {
  const known = new Set(webserviceFunctions.map(({ name }) => name));
  const unknown = functions.filter((name) => !known.has(name));
  if (unknown.length > 0) throw new ApiError(400, `functions: there is no ${unknown.join(', ')}.`);
}
