/** Moodle Workplace's own migration, where the site has it: a part of the bridge. */

/** What a web service of Moodle's answered: its value, or its exception as Moodle words it. */
export type ServiceAnswer =
  | { value: unknown }
  | { exception: { exception: string; errorcode: string; message: string; debuginfo?: string } };

/** Where a file lies in Moodle's file storage. */
export interface StoredFilePlace {
  contextId: number;
  component: string;
  filearea: string;
  itemId: number;
  /** `/` at the top. */
  filepath: string;
  filename: string;
}

export interface WorkplaceBridge {
  /** Whether the site has Workplace's migration (`tool_wp_perform_export` among its external functions). */
  hasWorkplace(): Promise<boolean>;

  /**
   * Calls one of the site's own web service functions in the name of a user, with Moodle's checks of parameters and
   * capabilities.
   * @param parameters as a client sends them: values are text or nested
   * @throws BridgeError `unavailable`, `not-found` (no such function or user)
   */
  callService(request: { name: string; parameters: unknown; userId: number }): Promise<ServiceAnswer>;

  /**
   * Copies a file of Moodle's file storage into the agent's folder.
   * @param target an absolute path that does not exist yet
   * @throws BridgeError `not-found`
   */
  copyStoredFile(request: StoredFilePlace & { userId: number; target: string }): Promise<void>;

  /**
   * Puts a file into a user's draft area of Moodle, so that a function of the site's own can use it.
   * @returns the draft item's id
   */
  putDraftFile(request: { userId: number; file: string; filename: string }): Promise<number>;
}
