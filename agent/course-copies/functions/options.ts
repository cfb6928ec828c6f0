/** `options[]` of the functions: `{name, value}`, as Moodle's own `core_course_duplicate_course` takes them. */
import {
  copyOptionDefaults,
  type CopyOptionName,
  type CopyOptions,
} from '../../../contract/agent/course-copies.js';
import { multiple, single, text, withDefault } from '../../webservice/spec.js';
import { WebserviceError } from '../../webservice/webservice-error.js';

const described = `The option name:
  "activities" (int) Include course activites (default to 1 that is equal to yes),
  "blocks" (int) Include course blocks (default to 1 that is equal to yes),
  "filters" (int) Include course filters (default to 1 that is equal to yes),
  "users" (int) Include users (default to 0 that is equal to no),
  "enrolments" (int) Include enrolment methods (default to 1 - restore only with users),
  "role_assignments" (int) Include role assignments (default to 0 that is equal to no),
  "comments" (int) Include user comments (default to 0 that is equal to no),
  "userscompletion" (int) Include user course completion information (default to 0 that is equal to no),
  "logs" (int) Include course logs (default to 0 that is equal to no),
  "grade_histories" (int) Include histories (default to 0 that is equal to no)`;

export const optionsSpec = withDefault(
  multiple(
    single({
      name: text('alphanumext', described),
      value: text('raw', 'the value for the option 1 (yes) or 0 (no); enrolments also 2 (always)'),
    }),
    'Options',
  ),
  [],
);

/** Highest value of an option. */
const highest = (name: CopyOptionName) => (name === 'enrolments' ? 2 : 1);

/**
 * The options with what holds where one is not given.
 * @throws WebserviceError `invalidextparam` for an unknown option or a value that it does not have
 */
export function readOptions(given: readonly { name: string; value: string }[]): CopyOptions {
  const options: CopyOptions = { ...copyOptionDefaults };
  for (const { name, value } of given) {
    const number = /^\s*[0-9]\s*$/.test(value) ? Number(value) : NaN;
    if (!isOption(name) || !(number <= highest(name))) throw invalidOption(name);
    options[name] = number;
  }
  return options;
}

const isOption = (name: string): name is CopyOptionName => Object.hasOwn(copyOptionDefaults, name);

const invalidOption = (name: string) =>
  new WebserviceError('moodle_exception', 'invalidextparam', `Invalid external api parameter: ${name}`);
