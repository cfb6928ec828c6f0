/** What the form for a token asks, and the request that it makes of it. */
import type { SiteTokenCreate } from '../../../contract/panel/webservices.js';

export interface TokenValues {
  name: string;
  username: string;
  scope: 'service' | 'functions' | 'everything';
  /** The service's id. */
  service: string | null;
  functions: string[];
  addresses: string[];
  /** A day, or empty. */
  expires: string;
}

/** Why it cannot be sent yet, by field; empty where it can. */
export function tokenFaults(values: TokenValues): Partial<Record<keyof TokenValues, string>> {
  return {
    ...(values.username.trim() ? {} : { username: 'Name the user of the site for whom it acts' }),
    ...(values.scope === 'service' && values.service === null ? { service: 'Choose a service' } : {}),
    ...(values.scope === 'functions' && values.functions.length === 0
      ? { functions: 'Choose at least one function' }
      : {}),
    ...(values.addresses.some((each) => !address.test(each))
      ? { addresses: 'Addresses such as 192.0.2.7, or ranges such as 192.0.2.0/24' }
      : {}),
  };
}

/** Rough: the agent looks closer. */
const address = /^[0-9a-f.:]+(\/\d{1,3})?$/i;

/** @param expiresAt as a timestamp */
export function tokenBody(values: TokenValues, expiresAt: string | null): SiteTokenCreate {
  return {
    name: values.name.trim(),
    username: values.username.trim(),
    ...(values.scope === 'service' ? { service_id: Number(values.service) } : {}),
    ...(values.scope === 'functions' ? { functions: values.functions } : {}),
    addresses: values.addresses,
    expires_at: expiresAt,
  };
}
