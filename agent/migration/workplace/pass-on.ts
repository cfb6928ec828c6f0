/** Where the site has Moodle Workplace, its own migration does the work. */
import { BridgeError } from '../../moodle/bridge.js';
import type { ServiceAnswer } from '../../moodle/workplace-bridge.js';
import { draftFile } from '../../webservice/drafts/use-draft.js';
import type { WebserviceCall, WebserviceFunction } from '../../webservice/function.js';
import type { Spec } from '../../webservice/spec.js';
import { WebserviceError } from '../../webservice/webservice-error.js';
import { ownAddresses } from './file-addresses.js';

type Parameters = Readonly<Record<string, unknown>>;

/** Workplace asks for it, and lists what there is when it is empty. */
const ALWAYS_SENT = 'exporter';

/** Functions that other versions of Workplace have under another name. */
const otherNames: Readonly<Record<string, string>> = {
  tool_wp_get_export_file: 'tool_wp_retrieve_export_file',
  tool_wp_retrieve_export_file: 'tool_wp_get_export_file',
};

/** The same function, but answered by the site itself where it has Workplace; what Workplace lacks is still ours. */
export const throughWorkplace = (definition: WebserviceFunction): WebserviceFunction =>
  passedOn(definition, draftFile);

/** @param drafts finds a file that was uploaded to the agent */
export function passedOn(definition: WebserviceFunction, drafts: typeof draftFile): WebserviceFunction {
  return {
    ...definition,
    async run(parameters, call) {
      if (!(await call.context.site.bridge.hasWorkplace())) return definition.run(parameters, call);
      const given = clientParameters(definition.parameters, parameters as Parameters);
      if ('file' in given) given.file = await draftOfSite(Number(given.file), call, drafts);
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
 * Moodle refuses a parameter that it does not know.
 */
function clientParameters(spec: Spec<unknown>, parameters: Parameters): Record<string, unknown> {
  const fields: Readonly<Record<string, Spec<unknown>>> = spec.kind === 'single' ? spec.fields : {};
  const sent = Object.entries(parameters).filter(([name, value]) => {
    const field = fields[name];
    const fallback = field?.presence === 'default' ? field.fallback : undefined;
    if (value === undefined || value === null) return false;
    return name === ALWAYS_SENT || JSON.stringify(value) !== JSON.stringify(fallback);
  });
  return Object.fromEntries(sent.map(([name, value]) => [name, asSent(name, value)]));
}

/** Settings are an object in JSON, or a list of names and values. */
const asSent = (name: string, value: unknown): unknown =>
  name === 'settings' && typeof value === 'object' && value !== null && !Array.isArray(value)
    ? JSON.stringify(value)
    : value;

/**
 * Puts a draft of the agent's into the user's draft area in Moodle; one that the agent does not know is there already.
 * @returns Moodle's item
 */
async function draftOfSite(
  itemId: number,
  { context, caller }: WebserviceCall,
  drafts: typeof draftFile,
): Promise<number> {
  const { userId } = caller;
  let file: Awaited<ReturnType<typeof draftFile>>;
  try {
    file = await drafts(context, { userId, itemId });
  } catch (error) {
    if (error instanceof WebserviceError) return itemId;
    throw error;
  }
  return context.site.bridge.putDraftFile({ userId, file: file.path, filename: file.name });
}
