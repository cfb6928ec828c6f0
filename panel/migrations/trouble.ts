/** What a failed exchange with a site means for a step: another try later, or its failure. */
import { AgentError } from '../agents/agent-error.js';
import { isGone } from '../agents/upload-client.js';
import type { PanelContext } from '../context.js';
import { cut } from './states.js';

/** Milliseconds between tries at most. */
const LONGEST_WAIT = 60_000;

/** A failure that trying again does not mend. */
export class StepFailed extends Error {}

/** A site's own words may end without a full stop; what follows is a sentence of its own. */
const asSentence = (words: string): string => (/[.!?…]$/.test(words) ? words : `${words}.`);

/** An exchange that failed, and with whom. */
export class SiteTrouble extends Error {
  constructor(
    readonly siteName: string,
    readonly error: AgentError,
  ) {
    super(`${siteName}: ${asSentence(error.message)} ${error.hint}`.trim());
  }

  /** Whether it may be over in a while. */
  get passing(): boolean {
    const { kind, status, message } = this.error;
    if (kind === 'unreachable' || kind === 'timeout' || kind === 'busy') return true;
    // Bytes arrived that the panel did not hear of, the target is still at what was asked before, or the upload is gone:
    // the next step asks, and goes on or begins anew.
    if (this.ofUpload && (status === 409 || isGone(this.error))) return true;
    // The answer to the first sending of an order is still being made.
    return status === 409 && message.startsWith('Idempotency-Key:');
  }

  /** The exchange was about an upload that is being sent. */
  ofUpload = false;
}

/** An error as it is thrown on: that of an agent names the site for operators. */
export const troubleAt = (siteName: string, error: unknown): Error =>
  error instanceof AgentError ? new SiteTrouble(siteName, error) : (error as Error);

/** @throws SiteTrouble in place of an AgentError */
export async function at<T>(siteName: string, asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw troubleAt(siteName, error);
  }
}

interface Row {
  failures: number;
  failingSince: Date | null;
}

export type Verdict =
  | { again: true; failures: number; failingSince: Date; nextAt: Date; message: string }
  | { again: false; error: string };

/** @throws what is neither of a site nor of a step */
export function judge(panel: PanelContext, row: Row, error: unknown): Verdict {
  if (error instanceof StepFailed) return { again: false, error: cut(error.message) };
  if (!(error instanceof SiteTrouble)) throw error;
  if (!error.passing) return { again: false, error: cut(error.message) };
  const now = panel.clock();
  const since = row.failingSince ?? now;
  const minutes = panel.config.migrationPatienceMinutes;
  if (now.getTime() - since.getTime() >= minutes * 60_000) {
    return { again: false, error: cut(`Tried for ${minutes} minutes without success. ${error.message}`) };
  }
  const failures = row.failures + 1;
  // Spread, so that a site that comes back is not met by all at once.
  const wait = Math.min(1000 * 2 ** failures, LONGEST_WAIT) * (0.75 + Math.random() / 4);
  return {
    again: true,
    failures,
    failingSince: since,
    nextAt: new Date(now.getTime() + wait),
    message: cut(`Trying again: ${error.message}`),
  };
}

/** As `at`, of an upload that is being sent. */
export async function atUpload<T>(siteName: string, asked: Promise<T>): Promise<T> {
  try {
    return await at(siteName, asked);
  } catch (error) {
    if (error instanceof SiteTrouble) error.ofUpload = true;
    throw error;
  }
}
