/** What a web service says of an error. The one place where errors of functions become Moodle's error objects. */
import { BridgeError } from '../../moodle/bridge.js';
import { coreSettings } from '../../moodle/reads/settings.js';
import { MoodleUnavailable } from '../../moodle/unavailable.js';
import type { AgentContext } from '../../context.js';
import { ApiError, unavailableMessage } from '../../http/errors.js';
import { WebserviceError } from '../webservice-error.js';

/** Moodle's error object. */
export interface Failure {
  exception: string;
  errorcode: string;
  message: string;
  debuginfo?: string;
}

/** Moodle's DEBUG_NORMAL: from there on it tells clients the debuginfo. */
const DEBUG_NORMAL = 15;

/** What no client of the protocol could have prevented is logged; anything unknown reveals nothing. */
export async function failureOf(error: unknown, context: AgentContext, requestId: string): Promise<Failure> {
  if (error instanceof WebserviceError) {
    const { exception, errorcode, message, debuginfo } = error;
    const told = debuginfo !== undefined && (await debugging(context));
    return { exception, errorcode, message, ...(told && { debuginfo }) };
  }
  const unavailable =
    error instanceof MoodleUnavailable ||
    (error instanceof BridgeError && (error.kind === 'unavailable' || error.kind === 'aborted'));
  context.logger.error({ err: error, request_id: requestId }, 'web service failed');
  if (unavailable) return general(unavailableMessage);
  if (error instanceof BridgeError) return general(error.message);
  if (error instanceof ApiError && error.status < 500) return general(error.message);
  return general(`Internal error (${requestId}).`);
}

const general = (message: string): Failure => ({
  exception: 'moodle_exception',
  errorcode: 'generalexceptionmessage',
  message: `Exception - ${message}`,
});

async function debugging({ site }: AgentContext): Promise<boolean> {
  const { debug } = await coreSettings(site, ['debug']).catch(() => ({ debug: undefined }));
  return debug !== undefined && (Number(debug) >= DEBUG_NORMAL || Number(debug) === -1);
}
