/** A `.mbz` that Moodle has made, where it lies on disk; readable until `release`. */
export interface CourseArchive {
  /** Absolute path. The file is Moodle's own copy, so that it is not written twice. */
  path: string;
  /** Bytes. */
  size: number;
  /** Lets Moodle forget the file. Safe to call twice. */
  release(): Promise<void>;
}
