/** What a long call reports while it runs, and how it is stopped. */
export interface BridgeRun {
  /** Aborted on cancel, at the task's deadline and when the agent stops; the call ends with all its children. */
  readonly signal: AbortSignal;
  /** `fraction` from 0 to 1; never backwards. */
  progress(fraction: number, message?: string): void;
  /** One line for the task's log. */
  log(line: string): void;
}
