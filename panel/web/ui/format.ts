/** Numbers, sizes and times as words. One locale throughout, for the page's language is English. */
const LOCALE = 'en-GB';
const numbers = new Intl.NumberFormat(LOCALE);
const dates = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'medium' });
const days = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'always' });

export const DASH = '–';

/** `12,345`, or a dash for null. */
export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? DASH : numbers.format(value);
}

/** `1 course`, `12 courses`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${numbers.format(value)} ${value === 1 ? one : many}`;
}

/** Bytes as `3.4 MB`, in steps of 1000. */
export function bytes(value: number | null | undefined): string {
  if (value === null || value === undefined) return DASH;
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  const step = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  const scaled = value / 1000 ** step;
  return `${scaled.toFixed(step > 0 && scaled < 100 ? 1 : 0)} ${units[step]}`;
}

/** `21 Nov 2026, 09:23:28` in the reader's time zone. */
export function dateTime(iso: string): string {
  return dates.format(new Date(iso));
}

/** `21 Nov 2026, 09:23` in the zone given, for a moment that is meant by another clock than the reader's. */
export function dateTimeIn(iso: string, timeZone: string): string {
  const words = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  return words.format(new Date(iso));
}

/** `21 Nov 2026`. */
export function day(iso: string): string {
  return days.format(new Date(iso));
}

const steps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** Seconds that the page's clock may be behind: it is renewed each twenty, and no two machines agree. */
const BEHIND = 25;

/** `3 minutes ago`, `in 2 days`; within a minute `just now` or `in a moment`. @param now milliseconds since 1970 */
export function ago(iso: string, now: number): string {
  const seconds = (Date.parse(iso) - now) / 1000;
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return seconds > BEHIND ? 'in a moment' : 'just now';
}

/** A length of time: `4.2 s`, `3 min 20 s`. */
export function seconds(value: number): string {
  return duration(new Date(0).toISOString(), value * 1000);
}

/** The time between two moments: `4.2 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(fromIso: string, toMs: number): string {
  const seconds = Math.max(0, (toMs - Date.parse(fromIso)) / 1000);
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** Whole percent; an unfinished task never shows 100. */
export function percent(progress: number): number {
  return progress >= 1 ? 100 : Math.min(99, Math.floor(progress * 100));
}
