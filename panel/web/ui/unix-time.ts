/** Seconds since 1970, as agents write times, as an ISO timestamp; null stays null. */
export const isoTime = (seconds: number | null): string | null =>
  seconds === null ? null : new Date(seconds * 1000).toISOString();
