/** Finds in PHP what is assigned literally, without running it. */

const quoted = `'(?:\\\\[\\s\\S]|[^'\\\\])*'|"(?:\\\\[\\s\\S]|[^"\\\\])*"`;

/** Comments go, texts stay, whatever stands in them. */
export function withoutComments(text: string): string {
  const pattern = new RegExp(`(${quoted})|\\/\\*[\\s\\S]*?(?:\\*\\/|$)|(?:\\/\\/|#(?!\\[)).*`, 'g');
  return text.replace(pattern, (_all, kept: string | undefined) => kept ?? '');
}

/**
 * What is assigned last to a variable, as it is written.
 * @param code without comments
 * @param variable `version` or `plugin->version`
 */
export function assignedTo(code: string, variable: string): string | undefined {
  const name = variable.replace('->', '\\s*->\\s*');
  const pattern = new RegExp(`\\$${name}\\s*=(?!=)\\s*((?:${quoted}|[^;'"])*);`, 'g');
  return [...code.matchAll(pattern)].at(-1)?.[1]?.trim();
}

/** The text of a literal in quotes, or of a number; null for anything that PHP would compute. */
export function textLiteral(value: string | undefined): string | null {
  const match = /^'((?:\\[\s\S]|[^'\\])*)'$|^"([^"$\\]*)"$/.exec(value ?? '');
  if (match?.[1] !== undefined) return match[1].replace(/\\(['\\])/g, '$1');
  return match?.[2] ?? (numberLiteral(value) === null ? null : value!);
}

/** Versions are written as numbers, and by some in quotes. */
export function numberLiteral(value: string | undefined): number | null {
  const match = /^(['"]?)(\d+(?:\.\d+)?)\1$/.exec(value ?? '');
  return match ? Number(match[2]) : null;
}

const maturities: Readonly<Record<string, number>> = {
  MATURITY_ALPHA: 50,
  MATURITY_BETA: 100,
  MATURITY_RC: 150,
  MATURITY_STABLE: 200,
};

/** Moodle's number for a maturity, written as one or by its name. */
export function maturityLiteral(value: string | undefined): number | null {
  return maturities[(value ?? '').replace(/^\\/, '')] ?? numberLiteral(value);
}
