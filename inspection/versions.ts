/** Versions in parts with dots, as those of PHP, databases and Moodle's releases. */

/** What counts of `4.5.6+ (Build: 20250811)`, `8.3.6-0ubuntu1` and `4.5dev`: `4.5.6`, `8.3.6`, `4.5`. */
export function normaliseVersion(version: string): string {
  return /\d+(?:\.\d+)*/.exec(version)?.[0] ?? '';
}

/** Below zero when `a` is older; what a version does not say counts as 0. */
export function compareVersions(a: string, b: string): number {
  const left = normaliseVersion(a).split('.').map(Number);
  const right = normaliseVersion(b).split('.').map(Number);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
