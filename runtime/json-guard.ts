/** Checks JSON before anything is built from it: nesting, and keys that could poison objects. */

const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

/** Why a text was refused. `code` tells a body that is too deep (413) from one that is wrong (400). */
export class JsonRefused extends Error {
  constructor(
    message: string,
    readonly code: 'too_deep' | 'forbidden_key' | 'not_json',
  ) {
    super(message);
    this.name = 'JsonRefused';
  }
}

/**
 * Parses JSON that somebody else wrote. NUL is taken out of texts: PostgreSQL keeps it nowhere, and whoever sends one could
 * make everything fail that is written beside it.
 * @param depthLimit most levels of objects and lists; deeper ones are refused before parsing
 * @throws JsonRefused
 */
export function parseGuardedJson(bytes: Buffer, depthLimit = 32): unknown {
  if (deeperThan(bytes, depthLimit)) {
    throw new JsonRefused(`Nested too deeply: at most ${depthLimit} levels are taken.`, 'too_deep');
  }
  try {
    return JSON.parse(bytes.toString('utf8'), (key, value: unknown) => {
      if (forbiddenKeys.has(key) || key.includes('\0'))
        throw new JsonRefused(`The key ${JSON.stringify(key)} is not allowed.`, 'forbidden_key');
      return typeof value === 'string' ? value.replaceAll('\0', '') : value;
    });
  } catch (error) {
    if (error instanceof JsonRefused) throw error;
    throw new JsonRefused('Not valid JSON.', 'not_json');
  }
}

/** Counts open brackets outside of strings. */
function deeperThan(bytes: Buffer, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inString) {
      if (byte === 0x5c) i++;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > limit) return true;
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return false;
}
