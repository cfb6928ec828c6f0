/** What the quick start and its two programs say to each other over the process channel. */
export interface Ready {
  kind: 'ready';
  url: string;
  /** Only from a panel that has just made its first operator. */
  firstOperator?: { email: string; password: string } | null;
  /** Only from an agent: the key that the panel needs. */
  apiKey?: string;
}

/** The program cannot start; `line` says why and what to do. */
export interface Failed {
  kind: 'failed';
  line: string;
}

export type Message = Ready | Failed;
