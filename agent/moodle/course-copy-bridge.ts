/** New courses out of archives: a part of the bridge. */
import type { CopyOptions, CourseCopyResult } from '../../contract/agent/course-copies.js';
import type { BridgeRun } from './bridge-run.js';
import type { CourseArchive } from './course-archive.js';

export interface NewCourseRequest {
  /**
   * 32 hexadecimal characters that name this piece of work. Asked again with the same key after a death in the middle, the
   * bridge removes what the first run has left, or answers with the course that it has finished.
   */
  key: string;
  /** Absolute path of the `.mbz`. */
  file: string;
  categoryId: number;
  /** The backup's own where null. A short name that is taken fails, unless `renameTaken`. */
  fullname: string | null;
  shortname: string | null;
  /** Moodle's own way: `shortname_1`. */
  renameTaken?: boolean;
  idnumber?: string | null;
  /**
   * True brings an `admin` of the archive who has another address than this site's in as an account of its own without rights
   * (Moodle's `import_general_duplicate_admin_allowed`); else Moodle's own setting decides, which usually refuses the archive.
   */
  otherAdmins?: boolean;
  options: CopyOptions;
  /** For whom Moodle does it. */
  userId: number;
}

export interface CourseCopyBridge {
  /** As `backupCourse`, but with only what the options ask for, and in the name of a user. */
  backupCourseFor(
    request: { courseId: number; options: CopyOptions; userId: number },
    run: BridgeRun,
  ): Promise<CourseArchive>;

  /**
   * Makes a course out of an archive, whole or not at all: whatever goes wrong, no half course stays.
   * @throws BridgeError `bad-archive`, `not-found` (the category), `moodle`
   */
  restoreNewCourse(request: NewCourseRequest, run: BridgeRun): Promise<CourseCopyResult>;
}
