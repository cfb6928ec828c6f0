/** Where the site has Moodle Workplace, its own migration does the work. */
import { BridgeError } from '../../moodle/bridge.js';
import type { ServiceAnswer } from '../../moodle/workplace-bridge.js';
import { draftFile } from '../../webservice/drafts/use-draft.js';
import type { WebserviceCall, WebserviceFunction } from '../../webservice/function.js';
import type { Spec } from '../../webservice/spec.js';
import { WebserviceError } from '../../webservice/webservice-error.js';
import { ownAddresses } from './file-addresses.js';

type Parameters = Readonly<Record<string, unknown>>;

/** Functions that other versions of Workplace have under another name. */
const otherNames: Readonly<Record<string, string>> = {
  tool_wp_get_export_file: 'tool_wp_retrieve_export_file',
  tool_wp_retrieve_export_file: 'tool_wp_get_export_file',
};

/** The same function, but answered by the site itself where it has Workplace; what Workplace lacks is still ours. */
export function throughWorkplace(definition: WebserviceFunction): WebserviceFunction {
  return {
    ...definition,
    async run(parameters, call) {
      if (!(await call.context.site.bridge.hasWorkplace())) return definition.run(parameters, call);
      const given = await forSite(definition.parameters, parameters as Parameters, call);
      const answer = await callSite(definition.name, given, call);
      if (answer === null) return definition.run(parameters, call);
      if ('value' in answer) return ownAddresses(answer.value, call);
      const { exception, errorcode, message, debuginfo } = answer.exception;
      throw new WebserviceError(exception, errorcode, message, debuginfo);
    },
  };
}

/** @returns null where the site has no such function */
async function callSite(
  name: string,
  parameters: Parameters,
  { context, caller }: WebserviceCall,
): Promise<ServiceAnswer | null> {
  const other = otherNames[name];
  for (const each of other === undefined ? [name] : [name, other]) {
    try {
      return await context.site.bridge.callService({ name: each, parameters, userId: caller.userId });
    } catch (error) {
      if (!(error instanceof BridgeError && error.kind === 'not-found')) throw error;
    }
  }
  return null;
}

/**
 * What the client has sent, as far as it differs from the defaults: versions of Workplace differ in what they take, and
 * Moodle refuses a parameter that it does not know. A draft of the agent's is put into Moodle's own draft area.
 */
async function forSite(
  spec: Spec<unknown>,
  parameters: Parameters,
  call: WebserviceCall,
): Promise<Parameters> {
  const fields: Readonly<Record<string, Spec<unknown>>> = spec.kind === 'single' ? spec.fields : {};
  const sent = Object.entries(parameters).filter(([name, value]) => {
    const field = fields[name];
    const fallback = field?.presence === 'default' ? field.fallback : undefined;
    return value !== undefined && value !== null && JSON.stringify(value) !== JSON.stringify(fallback);
  });
  const given = Object.fromEntries(sent.map(([name, value]) => [name, asSent(name, value)]));
  if ('file' in given) given.file = await draftOfSite(Number(given.file), call);
  return given;
}

/** Settings are an object in JSON, or a list of names and values. */
const asSent = (name: string, value: unknown): unknown =>
  name === 'settings' && typeof value === 'object' && value !== null && !Array.isArray(value)
    ? JSON.stringify(value)
    : value;

/** @returns the item of a draft of Moodle's own; one that the agent does not know is Moodle's already */
async function draftOfSite(itemId: number, { context, caller }: WebserviceCall): Promise<number> {
  const { userId } = caller;
  let file;
  try {
    file = await draftFile(context, { userId, itemId });
  } catch (error) {
    if (error instanceof WebserviceError) return itemId;
    throw error;
  }
  return context.site.bridge.putDraftFile({ userId, file: file.path, filename: file.name });
}
