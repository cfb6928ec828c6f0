/** Maintenance windows by a site's own clock. Every instant is turned into local words; nothing is added to local times. */
import type { RolloutWindow } from '../../contract/panel/rollouts.js';

const MINUTE = 60_000;
/** Minutes. */
const DAY = 24 * 60;
const QUARTER = 15;
/** A window opens at least once a week; summer time may shift it by an hour. */
const HORIZON = 8 * DAY;

interface LocalTime {
  /** 0 is Sunday. */
  day: number;
  /** Minutes since midnight as the clock shows them. */
  minute: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** What a clock in the zone shows. @throws RangeError for a zone that the runtime does not know */
export function localTime(at: Date, timezone: string): LocalTime {
  let format = formats.get(timezone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(timezone, format);
  }
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    day: days.indexOf(parts.get('weekday') ?? ''),
    minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')),
  };
}

/** Whether the clock shows a time within the window. A window over midnight belongs to the day on which it begins. */
export function isOpen(window: RolloutWindow | null, at: Date, timezone: string): boolean {
  if (window === null) return true;
  const { day, minute } = localTime(at, timezone);
  const from = minutes(window.from);
  const to = minutes(window.to);
  const on = (weekday: number) => window.days.includes((weekday + 7) % 7);
  if (from < to) return on(day) && minute >= from && minute < to;
  return (on(day) && minute >= from) || (on(day - 1) && minute < to);
}

/**
 * The first minute from `at` on at which the window is open; null where it is open already, or not within a week (a
 * window that lies wholly in the hour that a change to summer time leaves out opens a week later).
 */
export function opensAt(window: RolloutWindow | null, at: Date, timezone: string): Date | null {
  if (window === null || isOpen(window, at, timezone)) return null;
  const length = (minutes(window.to) - minutes(window.from) + DAY) % DAY;
  const step = length < QUARTER ? 1 : QUARTER;
  const start = Math.ceil(at.getTime() / MINUTE);
  for (let ahead = 0; ahead <= HORIZON; ahead += step) {
    if (!isOpen(window, new Date((start + ahead) * MINUTE), timezone)) continue;
    // It opened somewhere since the step before.
    for (let first = Math.max(ahead - step + 1, 0); first <= ahead; first++) {
      const opened = new Date((start + first) * MINUTE);
      if (isOpen(window, opened, timezone)) return opened;
    }
  }
  return null;
}

function minutes(clock: string): number {
  const [hours = 0, rest = 0] = clock.split(':').map(Number);
  return hours * 60 + rest;
}
