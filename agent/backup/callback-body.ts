import type { CallbackMessage } from '../tasks/handler.js';

/** A callback of JSON. */
export function jsonCallback(path: string, body: object): CallbackMessage {
  return { path, contentType: 'application/json', body: JSON.stringify(body) };
}
