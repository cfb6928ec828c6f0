/** Who a user of the site is and what Moodle lets them do: a part of the bridge. */

/** Where a capability is asked for, as Moodle's contexts are. */
export type ContextPlace = { level: 'system' } | { level: 'coursecat' | 'course' | 'user'; id: number };

export interface CapabilityQuestion {
  /** `moodle/restore:restorecourse` */
  capability: string;
  place: ContextPlace;
}

export interface AccessBridge {
  /**
   * Asks Moodle (`has_capability`) for one user; the order of the answers is that of the questions. A capability or a place that
   * the site does not have is answered with false.
   * @throws BridgeError `not-found` when the user is not there, is deleted or suspended
   */
  access(request: { userId: number; questions: readonly CapabilityQuestion[] }): Promise<boolean[]>;

  /** What Moodle calls capabilities in English (`Restore courses`), in their order; those that it does not know by themselves. */
  capabilityNames(capabilities: readonly string[]): Promise<string[]>;
}
