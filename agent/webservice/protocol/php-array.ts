/**
 * Parameters as PHP reads them from a query or a form: `a=1`, `a[b][c]=1`, `a[]=1`; the last of equal names counts. Maps, so that
 * the order is the sender's and no name can reach an object's prototype.
 */
import { unescape } from 'node:querystring';
import { ApiError } from '../../http/errors.js';

export type PhpValue = string | PhpArray;
export type PhpArray = Map<string, PhpValue>;

/** PHP takes 1000 (`max_input_vars`) and quietly drops the rest. */
const COUNT_LIMIT = 5000;
const DEPTH_LIMIT = 16;
const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Adds the parameters of a query or of a body of the type `application/x-www-form-urlencoded`.
 * @throws ApiError as `putParameter`
 */
export function putEncoded(into: PhpArray, text: string, counter: ParameterCounter): void {
  for (const part of text.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decode(equals === -1 ? part : part.slice(0, equals));
    putParameter(into, name, equals === -1 ? '' : decode(part.slice(equals + 1)), counter);
  }
}

const decode = (text: string) => unescape(text.replaceAll('+', ' '));

/** Counts what a request has brought so far. */
export interface ParameterCounter {
  count: number;
}

/**
 * Adds one parameter.
 * @throws ApiError 400 for a name that could poison an object, 413 for too many or too deep ones
 */
export function putParameter(into: PhpArray, name: string, value: string, counter: ParameterCounter): void {
  if (++counter.count > COUNT_LIMIT)
    throw new ApiError(413, `Too many parameters: at most ${COUNT_LIMIT} are taken.`);
  const keys = keysOf(name);
  if (keys === null) return;
  const poisoned = keys.find((key) => forbidden.has(key));
  if (poisoned !== undefined) throw new ApiError(400, `The parameter "${poisoned}" is not allowed.`);
  let place = into;
  for (const key of keys.slice(0, -1)) {
    const actual = key === '' ? nextIndex(place) : key;
    let inner = place.get(actual);
    if (!(inner instanceof Map)) place.set(actual, (inner = new Map()));
    place = inner;
  }
  const last = keys.at(-1)!;
  place.set(last === '' && keys.length > 1 ? nextIndex(place) : last, value);
}

/** `a[b][]` as `a`, `b` and an empty name. Null for a name that PHP passes over. */
function keysOf(name: string): string[] | null {
  const text = name.trimStart();
  const open = text.indexOf('[');
  const head = (open <= 0 ? text : text.slice(0, open)).replace(/[ .[]/g, '_');
  if (head === '') return null;
  const keys = [head];
  let at = open <= 0 ? text.length : open;
  while (text[at] === '[') {
    const close = text.indexOf(']', at);
    if (close === -1) {
      // A bracket that is never closed belongs to the name.
      if (keys.length === 1) keys[0] = text.replace(/[ .[]/g, '_');
      break;
    }
    keys.push(text.slice(at + 1, close));
    if (keys.length > DEPTH_LIMIT)
      throw new ApiError(413, `Nested too deeply: at most ${DEPTH_LIMIT} levels are taken.`);
    at = close + 1;
  }
  return keys;
}

function nextIndex(array: PhpArray): string {
  let next = 0;
  for (const key of array.keys()) if (/^(0|[1-9]\d{0,8})$/.test(key)) next = Math.max(next, Number(key) + 1);
  return String(next);
}
