/** Files go only with a token that may call a function which takes or makes them, as only some of Moodle's services have files. */
import type { WebserviceFunction } from '../function.js';
import { accessDenied } from '../webservice-error.js';

export type FileUse = NonNullable<WebserviceFunction['files']>;

/** @param allowed what the token may call; null for everything */
export const mayUseFiles = (
  functions: readonly WebserviceFunction[],
  allowed: readonly string[] | null,
  use: FileUse,
): boolean =>
  functions.some(({ name, files }) => files === use && (allowed === null || allowed.includes(name)));

/** @throws WebserviceError `accessexception` */
export function requireFiles(
  functions: readonly WebserviceFunction[],
  allowed: readonly string[] | null,
  use: FileUse,
): void {
  if (mayUseFiles(functions, allowed, use)) return;
  throw accessDenied(
    use === 'takes'
      ? 'Web service file upload must be enabled: the token is for no function that takes files.'
      : 'Web service file downloading must be enabled: the token is for no function that makes files.',
  );
}
