/** Where the site has Moodle Workplace, its own migration does the work. */
import type { WebserviceFunction } from '../../webservice/function.js';

/** The same function, but answered by the site itself where it has Workplace. */
export function throughWorkplace(definition: WebserviceFunction): WebserviceFunction {
  return definition;
}
