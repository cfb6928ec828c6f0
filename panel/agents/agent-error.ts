/** What can go wrong between the panel and an agent of either kind. */
import type { ConnectionState } from '../../contract/panel/instances.js';

export type AgentErrorKind =
  /** No connection; nothing was sent. */
  | 'unreachable'
  /** Sent, but no whole answer came: whether the agent acted is not known. */
  | 'timeout'
  /** 401, 403: the key or the address is not accepted. */
  | 'unauthorized'
  /** 423: switched off by the site's operator. */
  | 'disabled'
  /** Another 4xx: the agent understood and said no. */
  | 'refused'
  /** 429, 5xx: it may work later. */
  | 'busy'
  /** The agent does not know this route. */
  | 'unsupported'
  /** The answer is not of the protocol, too large, or a redirect. */
  | 'bad_reply';

const states: Record<AgentErrorKind, ConnectionState> = {
  unreachable: 'unreachable',
  timeout: 'unreachable',
  unauthorized: 'unauthorized',
  disabled: 'disabled',
  refused: 'error',
  busy: 'error',
  unsupported: 'error',
  bad_reply: 'error',
};

/** The message is for operators and holds neither key nor body. */
export class AgentError extends Error {
  constructor(
    readonly kind: AgentErrorKind,
    message: string,
    readonly hint: string,
    readonly status: number | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'AgentError';
  }

  /** What an instance's connection state becomes. */
  get connectionState(): ConnectionState {
    return states[this.kind];
  }

  /** Whether the request may have had its effect although no answer came. */
  get outcomeUnknown(): boolean {
    return (
      this.kind === 'timeout' || this.kind === 'bad_reply' || (this.kind === 'busy' && this.status !== 429)
    );
  }
}
