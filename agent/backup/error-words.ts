/** What can be read off anything that was thrown. */

/** `ENOENT` and the like, or undefined. Asks no class: errors of Node may come from another realm. */
export function errorCode(error: unknown): string | undefined {
  const code: unknown =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Its message, or the thing itself as text. */
export function errorMessage(error: unknown): string {
  const message: unknown =
    typeof error === 'object' && error !== null && 'message' in error ? error.message : undefined;
  return typeof message === 'string' ? message : String(error);
}
