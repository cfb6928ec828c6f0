/** Versions in parts with dots, as those of PHP, databases and Moodle's releases. */

/** `4.5.6 (Build: 20250811)` and `8.3.6-0ubuntu1` to what counts of them, as Moodle reads them: `4.5.6`, `8.3.6.0`. */
export function normaliseVersion(version: string): string {
  const [first = ''] = version.trim().split(' ', 1);
  return first
    .replace(/[^.\d]+/g, '.')
    .replace(/\.{2,}/g, '.')
    .replace(/^\.|\.$/g, '');
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
