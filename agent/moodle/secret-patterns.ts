/** What a setting that holds a secret looks like, whatever Moodle thinks of it. PHP programs are given the same patterns. */

/**
 * Plugins keep secrets in plain text settings as well, and in settings that no page shows; so the name alone is enough.
 * Rather one setting too many is left out than one too few.
 */
export const secretName =
  /pass|pwd|(^|_)pw\d*($|_)|secret|token|salt|credential|private|key(?!word|board)|signature|hash|seed|cookie|session|auth_?(header|code)|bearer/i;
export const secretValues: readonly RegExp[] = [
  // Keys in PEM, and what Moodle itself has encrypted.
  /-----BEGIN /,
  /^(sodium|openssl-aes-256-ctr):/,
  // Addresses with a password in them.
  /[a-z]:\/\/[^/\s:@]*:[^/\s@]+@/i,
  // JSON and PHP's serialised form.
  /"[^"]*(password|secret|api_?key|token|credential)[^"]*"\s*[:;]/i,
];

/** Whether a setting may hold a secret, by its name or its value. */
export function looksSecret(name: string, value: string): boolean {
  return secretName.test(name) || secretValues.some((pattern) => pattern.test(value));
}
