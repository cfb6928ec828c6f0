/** Reads a plugin's `version.php` without running it. Only what is written there literally is understood. */
import { assignedTo, maturityLiteral, numberLiteral, textLiteral, withoutComments } from './php-literals.js';

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

/** What a plugin says of itself; null for what it does not say. */
export function parseVersionFile(text: string): VersionFile {
  const code = withoutComments(text);
  const assigned = (field: string) => assignedTo(code, `plugin->${field}`);
  const supported = [...(assigned('supported') ?? '').matchAll(/\d+/g)].map(([digits]) => Number(digits));
  return {
    component: textLiteral(assigned('component')),
    version: numberLiteral(assigned('version')),
    requires: numberLiteral(assigned('requires')),
    release: textLiteral(assigned('release')),
    maturity: maturityLiteral(assigned('maturity')),
    dependencies: dependencies(assigned('dependencies')),
    supported: supported.length === 2 ? [supported[0]!, supported[1]!] : null,
    incompatible: numberLiteral(assigned('incompatible')),
  };
}

/** Whether a file describes an activity by `$module`, as it was done before Moodle 2.6 and is not read any more. */
export function describesOldModule(text: string): boolean {
  return assignedTo(withoutComments(text), 'module->version') !== undefined;
}

function dependencies(value: string | undefined): VersionFile['dependencies'] {
  if (value === undefined) return null;
  const entries = [...value.matchAll(/['"](\w+)['"]\s*=>\s*\\?(ANY_VERSION|['"]?[\d.]+['"]?|['"]any['"])/g)];
  return Object.fromEntries(
    entries.map(([, name, version]) => [name!, numberLiteral(version) ?? ('any' as const)]),
  );
}
