/**
 * Links of backups: a path below the storage such as `manual/course_3__2026_11_21_03_19_00.zip`. The forms of the PHP
 * plugin and of the reference, with `/moopanel_course_backups/` before it, mean the same file.
 */

/** Where backups lie below the data root; also the beginning of the reference's links. */
export const BACKUP_FOLDER = 'moopanel_course_backups';

/** Thrown for a link that no storage could hold: traversal, odd characters, another kind of file. */
export class BadBackupLink extends Error {
  constructor() {
    super('Bad Request - Please provide valid backup link.');
    this.name = 'BadBackupLink';
  }
}

const segment = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}$/;

/**
 * The link as the storage knows it.
 * @throws BadBackupLink before anything is read
 */
export function parseBackupLink(link: unknown): string {
  if (typeof link !== 'string' || link.length > 1024) throw new BadBackupLink();
  const segments = link.replace(/^\/+/, '').split('/');
  if (segments[0] === BACKUP_FOLDER) segments.shift();
  const last = segments.at(-1) ?? '';
  const sound = segments.length <= 3 && segments.every((part) => segment.test(part) && !part.includes('..'));
  if (!sound || !/\.(zip|mbz)$/i.test(last)) throw new BadBackupLink();
  return segments.join('/');
}
