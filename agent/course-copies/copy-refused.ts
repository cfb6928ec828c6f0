/** Why a copy is not even begun. */
export type CopyRefusal = 'no-category' | 'no-course' | 'name-taken' | 'no-backup';

/** Thrown before anything is queued; the message is for whoever asked. */
export class CopyRefused extends Error {
  constructor(
    readonly reason: CopyRefusal,
    message: string,
    /** Full name of the course that has the short name. */
    readonly takenBy = '',
  ) {
    super(message);
    this.name = 'CopyRefused';
  }
}
