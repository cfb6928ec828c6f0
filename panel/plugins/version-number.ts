/** Moodle's version as a number to compare (`2024100706.05`); null for what is none. */
export function versionNumber(version: string | null | undefined): number | null {
  return version && /^\d{1,15}(\.\d{1,6})?$/.test(version) ? Number(version) : null;
}
