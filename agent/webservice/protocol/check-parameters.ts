/** Checks what arrived against what a function takes, as Moodle's `external_api::validate_parameters` does and in its words. */
import type { Spec, ValueSpec } from '../spec.js';
import { badParameter } from '../webservice-error.js';
import { cleanValue } from './clean-value.js';
import type { PhpArray, PhpValue } from './php-array.js';

/** What is wrong; the path to it grows on the way up. */
class Wrong extends Error {}

/**
 * The parameters with their types.
 * @throws WebserviceError `invalidparameter`; what is wrong is its debuginfo, as in Moodle
 */
export function checkParameters(spec: Spec<unknown>, given: PhpArray): unknown {
  try {
    return checked(spec, given);
  } catch (error) {
    throw error instanceof Wrong ? badParameter(error.message) : error;
  }
}

function checked(spec: Spec<unknown>, given: PhpValue): unknown {
  switch (spec.kind) {
    case 'value':
      return checkedValue(spec, given);
    case 'single':
      return checkedFields(spec.fields, asArray(given));
    case 'multiple':
      return [...asArray(given).values()].map((item) => checked(spec.item, item));
  }
}

function asArray(given: PhpValue): PhpArray {
  if (given instanceof Map) return given;
  throw new Wrong(`Only arrays accepted. The bad value is: '${given}'`);
}

function checkedFields(
  fields: Readonly<Record<string, Spec<unknown>>>,
  given: PhpArray,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, spec] of Object.entries(fields)) {
    const value = given.get(key);
    if (value !== undefined) result[key] = withPath(key, () => checked(spec, value));
    else if (spec.presence === 'required')
      throw new Wrong(`Missing required key in single structure: ${key}`);
    else if (spec.presence === 'default') result[key] = structuredClone(spec.fallback);
  }
  const strange = [...given.keys()].filter((key) => !Object.hasOwn(fields, key));
  if (strange.length > 0)
    throw new Wrong(`Unexpected keys (${strange.join(', ')}) detected in parameter array.`);
  return result;
}

function withPath<T>(key: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    throw new Wrong(`${key} => Invalid parameter value detected: ${error.message}`);
  }
}

function checkedValue(spec: ValueSpec<unknown>, given: PhpValue): unknown {
  if (given instanceof Map && spec.orList !== undefined) return checked(spec.orList, given);
  if (given instanceof Map) throw new Wrong('Scalar type expected, array or object received.');
  const value = cleanValue(spec.valueType, given);
  if (value !== undefined) return value;
  throw new Wrong(
    `Invalid external api parameter: the value is "${given}", the server was expecting "${spec.valueType}" type`,
  );
}
