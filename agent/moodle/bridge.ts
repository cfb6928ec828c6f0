/**
 * The port to what only Moodle itself can do. Two adapters stand behind it: `php/` asks the site's own PHP, `sample/`
 * is the embedded sample site. Everything above this file is the same for both.
 */
import type { AccessBridge } from './access-bridge.js';
import type { BridgeRun } from './bridge-run.js';
import type { ChangeBridge } from './change-bridge.js';
import type { CourseArchive } from './course-archive.js';
import type { CourseCopyBridge } from './course-copy-bridge.js';
import type { Inventory, SettingName } from './inventory/inventory.js';
import type { MigrationBridge } from './migration-bridge.js';
import type { PresetBridge } from './preset-bridge.js';
import type { WorkplaceBridge } from './workplace-bridge.js';

export type { BridgeRun } from './bridge-run.js';
export type { CourseArchive } from './course-archive.js';

/** What a backup file says of itself, read from its `moodle_backup.xml` without restoring anything. */
export interface ArchiveFacts {
  type: 'course' | 'section' | 'activity' | 'unknown';
  moodleRelease: string | null;
  originalCourseId: number | null;
  originalFullname: string | null;
  includesUsers: boolean;
}

/** The site's database server, in the words of Moodle's `environment.xml`. */
export interface DatabaseVersion {
  vendor: 'mysql' | 'mariadb' | 'postgres' | 'sqlite';
  /** As the server says it: `10.11.6-MariaDB-1`. */
  version: string;
}

/** What PHP and Moodle say of themselves, for `doctor`, `/capabilities` and the preflight. */
export interface MoodleFacts {
  /** `4.5.6 (Build: 20250811)` */
  release: string;
  /** `2024100706` */
  version: string;
  /** `405` for 4.5 */
  branch: number;
  databaseVersion: DatabaseVersion;
  phpVersion: string;
  phpExtensions: string[];
  /** True while an upgrade of Moodle's database is due. */
  upgradePending: boolean;
  maintenance: boolean;
}

/** Thrown by every call of the bridge. `kind` decides what the task or the route does with it. */
export class BridgeError extends Error {
  constructor(
    readonly kind:
      /** PHP or the sample cannot be started, or died. */
      | 'unavailable'
      /** The deadline passed or the run was aborted. */
      | 'aborted'
      /** The course, user or component is not there. */
      | 'not-found'
      /** The archive is not what it should be. */
      | 'bad-archive'
      /** Moodle refused or failed; the message is Moodle's own. */
      | 'moodle',
    message: string,
    /** What Moodle or PHP printed, for the task's log; never for a client. */
    readonly output?: string,
  ) {
    super(message);
    this.name = 'BridgeError';
  }
}

export interface MoodleBridge
  extends ChangeBridge, PresetBridge, AccessBridge, CourseCopyBridge, MigrationBridge, WorkplaceBridge {
  facts(): Promise<MoodleFacts>;

  /** Every plugin and the stored result of the last check for updates, as the disk and the database say now. */
  inventory(): Promise<Inventory>;

  /** Every setting that Moodle's administration pages treat as a password. */
  secretSettings(): Promise<SettingName[]>;

  /**
   * Backs up one course with users, through Moodle's own backup controller.
   * @throws BridgeError `not-found` when the course is gone
   */
  backupCourse(request: { courseId: number }, run: BridgeRun): Promise<CourseArchive>;

  /**
   * Reads what an archive is, without restoring.
   * @throws BridgeError `bad-archive` when it is no Moodle backup
   */
  inspectArchive(file: string, run: BridgeRun): Promise<ArchiveFacts>;

  /**
   * Replaces the content of a course with that of a course backup (Moodle's TARGET_CURRENT_DELETING), after Moodle's
   * own precheck. A failed precheck throws before the course is touched.
   * @returns Moodle's warnings
   * @throws BridgeError `bad-archive`, `not-found`, `moodle`
   */
  restoreCourse(request: { courseId: number; file: string }, run: BridgeRun): Promise<{ warnings: string[] }>;

  close(): Promise<void>;
}
