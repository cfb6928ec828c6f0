/** Reads a plugin's `version.php` without running it. Only what is written there literally is understood. */

export interface VersionFile {
  component: string | null;
  version: number | null;
  requires: number | null;
  release: string | null;
  /** Moodle's numbers: 50 alpha, 100 beta, 150 candidate, 200 stable. */
  maturity: number | null;
  /** Least versions by component; `any` where any will do. */
  dependencies: Record<string, number | 'any'> | null;
  /** First and last branch: `[401, 405]`. */
  supported: [number, number] | null;
  /** The first branch that it does not work with. */
  incompatible: number | null;
}

const maturities: Readonly<Record<string, number>> = {
  MATURITY_ALPHA: 50,
  MATURITY_BETA: 100,
  MATURITY_RC: 150,
  MATURITY_STABLE: 200,
};

/** What a plugin says of itself; null for what it does not say. */
export function parseVersionFile(text: string): VersionFile {
  const code = withoutComments(text);
  const assigned = (field: string) => {
    const pattern = new RegExp(`\\$plugin->${field}\\s*=\\s*((?:'[^']*'|"[^"]*"|[^;'"])*);`, 'g');
    return [...code.matchAll(pattern)].at(-1)?.[1]?.trim();
  };
  const supported = [...(assigned('supported') ?? '').matchAll(/\d+/g)].map(([digits]) => Number(digits));
  return {
    component: unquoted(assigned('component')),
    version: number(assigned('version')),
    requires: number(assigned('requires')),
    release: unquoted(assigned('release')),
    maturity: maturities[assigned('maturity') ?? ''] ?? number(assigned('maturity')),
    dependencies: dependencies(assigned('dependencies')),
    supported: supported.length === 2 ? [supported[0]!, supported[1]!] : null,
    incompatible: number(assigned('incompatible')),
  };
}

/** Comments go, texts stay, whatever stands in them. */
function withoutComments(text: string): string {
  return text.replace(
    /('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")|\/\*[\s\S]*?(?:\*\/|$)|(?:\/\/|#(?!\[)).*/g,
    (_all, quoted: string | undefined) => quoted ?? '',
  );
}

function unquoted(value: string | undefined): string | null {
  const match = /^'([^']*)'$|^"([^"$]*)"$/.exec(value ?? '');
  return match?.[1] ?? match?.[2] ?? (number(value) === null ? null : value!);
}

/** Versions are written as numbers, and by some in quotes. */
function number(value: string | undefined): number | null {
  const match = /^(['"]?)(\d+(?:\.\d+)?)\1$/.exec(value ?? '');
  return match ? Number(match[2]) : null;
}

function dependencies(value: string | undefined): VersionFile['dependencies'] {
  if (value === undefined) return null;
  const entries = [...value.matchAll(/['"](\w+)['"]\s*=>\s*(ANY_VERSION|['"]?[\d.]+['"]?)/g)];
  return Object.fromEntries(
    entries.map(([, name, version]) => [name!, version === 'ANY_VERSION' ? 'any' : number(version)!]),
  );
}
