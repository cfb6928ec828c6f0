/** Reads Moodle's own `version.php` without running it. */
import { assignedTo, maturityLiteral, numberLiteral, textLiteral, withoutComments } from './php-literals.js';

export interface CoreVersionFile {
  /** `2024100706.00` as a number. */
  version: number;
  /** `4.5.6 (Build: 20250811)` */
  release: string;
  /** `405` */
  branch: number;
  /** Moodle's numbers: 50 alpha, 100 beta, 150 candidate, 200 stable. */
  maturity: number;
}

/** Null for a file that is not Moodle's own, or does not say everything. */
export function parseCoreVersionFile(text: string): CoreVersionFile | null {
  const code = withoutComments(text);
  const version = numberLiteral(assignedTo(code, 'version'));
  const release = textLiteral(assignedTo(code, 'release'));
  const branch = numberLiteral(assignedTo(code, 'branch'));
  if (version === null || release === null || branch === null) return null;
  return { version, release, branch, maturity: maturityLiteral(assignedTo(code, 'maturity')) ?? 200 };
}
