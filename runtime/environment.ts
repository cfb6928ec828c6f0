/** Readers of environment variables for the programs' `config.ts`: each names the variable that is not as it must be. */
import ipaddr from 'ipaddr.js';
import { StartError } from './start-error.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Levels of the log, the most talkative first. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** The variable without white space around it; empty counts as not set. */
export function text(env: Environment, name: string): string | undefined {
  return env[name]?.trim() || undefined;
}

/** @throws StartError unless it is a whole number from `min` to `max` */
export function integer(env: Environment, name: string, fallback: number, min: number, max: number): number {
  const value = text(env, name);
  if (value === undefined) return fallback;
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < min || number > max) {
    throw new StartError(`${name} must be a whole number from ${min} to ${max}, not "${value}".`);
  }
  return number;
}

/** Undefined when the text is neither a yes nor a no. */
export function asBoolean(value: string): boolean | undefined {
  if (/^(1|true|yes|on)$/i.test(value)) return true;
  if (/^(0|false|no|off)$/i.test(value)) return false;
  return undefined;
}

/** @throws StartError unless it is a yes or a no */
export function boolean(env: Environment, name: string, fallback: boolean): boolean {
  const value = text(env, name);
  if (value === undefined) return fallback;
  const parsed = asBoolean(value);
  if (parsed === undefined) throw new StartError(`${name} must be true or false, not "${value}".`);
  return parsed;
}

/** @throws StartError unless it is one of `choices` */
export function oneOf<T extends string>(
  env: Environment,
  name: string,
  choices: readonly T[],
  fallback: T,
): T {
  const value = text(env, name) ?? fallback;
  const found = choices.find((choice) => choice === value);
  if (!found) throw new StartError(`${name} must be one of ${choices.join(', ')}, not "${value}".`);
  return found;
}

/**
 * @returns without a slash at the end
 * @throws StartError unless it is an http or https address
 */
export function webAddress(env: Environment, name: string): string | undefined {
  const value = text(env, name);
  if (value === undefined) return undefined;
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
    throw new StartError(`${name} must be an address such as https://panel.example.org, not "${value}".`);
  }
  return value.replace(/\/+$/, '');
}

/** The parts of a list that is written with commas or white space between. */
export function listed(value: string | undefined): string[] {
  return (value ?? '').split(/[\s,]+/).filter(Boolean);
}

/** Whether a part of a list is an IP address or a CIDR range. */
export function isAddressOrRange(entry: string): boolean {
  return entry.includes('/') ? ipaddr.isValidCIDR(entry) : ipaddr.isValid(entry);
}
