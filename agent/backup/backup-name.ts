/** Names of backup files: `course_<id>__YYYY_MM_DD_HH_MM_SS.zip`, in UTC so that they sort and repeat in no night. */

/** Which folder of a storage a file lies in. `safety` holds what restores put aside. */
export type BackupFolder = 'auto' | 'manual' | 'safety';
export const backupFolders: readonly BackupFolder[] = ['auto', 'manual', 'safety'];

const pattern = /^course_([1-9]\d{0,14})__(\d{4})_(\d\d)_(\d\d)_(\d\d)_(\d\d)(?:_(\d\d))?\.(zip|mbz)$/;

/** The name without its ending. */
export function backupBaseName(courseId: number, at: Date): string {
  const stamp = at.toISOString().slice(0, 19).replace(/[-:T]/g, '_');
  return `course_${courseId}__${stamp}`;
}

/** The course that a file's name speaks of, or null. The PHP plugin's names, without seconds, are read too. */
export function courseIdOfName(name: string): number | null {
  const match = pattern.exec(name);
  return match ? Number(match[1]) : null;
}
