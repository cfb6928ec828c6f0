/** The one place that sends requests to the panel's API. */
import { panelRoutes } from '../../../contract/panel/routes.js';
import { errorFrom, noAnswer } from './errors.js';
import type { BodyOf, QueryOf, ReplyOf, RouteName } from './route-types.js';

export const API_BASE = '/api/v1';

export interface CallOptions<Name extends RouteName> {
  /** The `{id}` of the route. */
  id?: number;
  /** The `{component}` of the route. */
  component?: string;
  /** Its other places by their names: `{ target: 3 }` for `{target}`. */
  parts?: RouteParts;
  query?: QueryOf<Name>;
  body?: BodyOf<Name>;
  signal?: AbortSignal;
}

/** What stands in the places of an address that are not its `{id}`. */
export type RouteParts = Readonly<Record<string, string | number>>;

/** The address of a route with its id and query filled in; undefined and empty values are left out. */
export function routeUrl(
  name: RouteName,
  id?: number,
  query: object = {},
  base = API_BASE,
  parts: RouteParts = {},
): string {
  const path = panelRoutes[name].split(' ')[1] ?? '';
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(key, String(value));
  }
  const places: RouteParts = { ...parts, ...(id === undefined ? {} : { id }) };
  const filled = path.replace(/\{(\w+)\}/g, (_, place: string) => encodeURIComponent(places[place] ?? ''));
  const tail = search.size > 0 ? `?${search.toString()}` : '';
  return `${base}${filled}${tail}`;
}

/**
 * Calls a route of the panel by its name in the contract.
 * @throws ApiError for no answer (status 0) and for every status of 400 and above
 */
export async function call<Name extends RouteName>(
  name: Name,
  options: CallOptions<Name> = {},
  base = API_BASE,
): Promise<ReplyOf<Name>> {
  const { id, component, query, body, signal } = options;
  const parts = { ...options.parts, ...(component === undefined ? {} : { component }) };
  const reply = await send(routeUrl(name, id, query ?? {}, base, parts), {
    method: panelRoutes[name].split(' ')[0] ?? 'GET',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: signal ?? null,
  });
  return reply as ReplyOf<Name>;
}

/** Sends one JSON request with the session's cookie. @throws ApiError as `call` does */
export async function send(url: string, init: RequestInit): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, {
      credentials: 'same-origin',
      ...init,
      headers: { accept: 'application/json', ...(init.body ? { 'content-type': 'application/json' } : {}) },
    });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw noAnswer();
  }
  if (!response.ok) throw await errorFrom(response);
  return response.status === 204 ? undefined : response.json().catch(() => undefined);
}
