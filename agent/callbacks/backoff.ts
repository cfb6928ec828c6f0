/** When a callback is tried again. All times in seconds. */

const FIRST_PAUSE = 5;
const LONGEST_PAUSE = 3600;
/** Pauses in total after which a callback is given up: three days. */
export const GIVE_UP_AFTER = 3 * 24 * 3600;

/** Answers that another attempt will not change. */
const hopeless = new Set([400, 401, 403, 404, 410, 422]);

export type Verdict = 'delivered' | 'retry' | 'failed';

/** What an HTTP status means for a callback. */
export function verdictOf(status: number): Verdict {
  if (status >= 200 && status < 300) return 'delivered';
  return hopeless.has(status) ? 'failed' : 'retry';
}

/**
 * The pause before the next attempt: doubled each time up to an hour, somewhere in its upper half so that many agents
 * do not come back to a panel at once; not before what the panel asked for.
 * @param attempts made so far, at least 1
 * @param retryAfter what the panel asked for
 * @param random from 0 to 1
 */
export function pauseAfter(attempts: number, retryAfter: number | null, random = Math.random()): number {
  const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(attempts - 1, 20));
  const pause = Math.ceil(longest * (0.5 + random / 2));
  return Math.max(pause, Math.min(retryAfter ?? 0, LONGEST_PAUSE));
}

/** Reads a `Retry-After` header, in seconds or as a date; null where there is none. */
export function parseRetryAfter(header: unknown, now: Date): number | null {
  if (typeof header !== 'string') return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - now.getTime()) / 1000));
}
