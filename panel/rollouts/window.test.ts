import { expect, test } from '@jest/globals';
import { rolloutWindow } from '../../contract/panel/rollouts.js';
import { isOpen, opensAt } from './window.js';

const weekdays = [1, 2, 3, 4, 5];
const nights = { days: weekdays, from: '22:00', to: '05:00' };
const at = (text: string) => new Date(text);

test.each([
  // Thursday evening in Berlin (UTC+1 in winter); the same moment in New York and Tokyo.
  ['2026-11-26T20:59:00Z', 'Europe/Berlin', false],
  ['2026-11-26T21:00:00Z', 'Europe/Berlin', true],
  ['2026-11-26T21:00:00Z', 'America/New_York', false],
  ['2026-11-26T21:00:00Z', 'Asia/Tokyo', false],
  ['2026-11-26T13:30:00Z', 'Asia/Tokyo', true],
  // Offsets of half and three quarters of an hour.
  ['2026-11-26T16:29:00Z', 'Asia/Kolkata', false],
  ['2026-11-26T16:30:00Z', 'Asia/Kolkata', true],
  ['2026-11-26T16:15:00Z', 'Asia/Kathmandu', true],
  // Friday's window reaches into Saturday morning; Saturday's own does not exist.
  ['2026-11-28T03:59:00Z', 'Europe/Berlin', true],
  ['2026-11-28T04:00:00Z', 'Europe/Berlin', false],
  ['2026-11-28T22:00:00Z', 'Europe/Berlin', false],
  // Sunday is no day of it, so neither is Monday's early morning.
  ['2026-11-30T01:00:00Z', 'Europe/Berlin', false],
])('at %s in %s a window of weekday nights is open: %s', (time, timezone, open) => {
  expect(isOpen(nights, at(time), timezone)).toBe(open);
});

test('summer time: the window begins by the clock on the wall, on either side of the change', () => {
  const early = { days: [0, 6], from: '01:00', to: '04:00' };
  // Berlin goes from 02:00 to 03:00 on 29 March 2026: one hour of the window does not exist.
  expect(isOpen(early, at('2026-03-28T23:59:00Z'), 'Europe/Berlin')).toBe(false);
  expect(isOpen(early, at('2026-03-29T00:00:00Z'), 'Europe/Berlin')).toBe(true);
  expect(isOpen(early, at('2026-03-29T01:30:00Z'), 'Europe/Berlin')).toBe(true);
  expect(isOpen(early, at('2026-03-29T02:00:00Z'), 'Europe/Berlin')).toBe(false);
  // And from 03:00 to 02:00 on 25 October 2026: one hour exists twice.
  expect(isOpen(early, at('2026-10-24T23:00:00Z'), 'Europe/Berlin')).toBe(true);
  expect(isOpen(early, at('2026-10-25T02:59:00Z'), 'Europe/Berlin')).toBe(true);
  expect(isOpen(early, at('2026-10-25T03:00:00Z'), 'Europe/Berlin')).toBe(false);
});

test.each([
  ['2026-11-26T12:00:30Z', 'Europe/Berlin', '2026-11-26T21:00:00.000Z'],
  ['2026-11-28T12:00:00Z', 'Europe/Berlin', '2026-11-30T21:00:00.000Z'],
  ['2026-03-27T12:00:00Z', 'Europe/Berlin', '2026-03-27T21:00:00.000Z'],
  // After the change the same time on the wall is an hour earlier in UTC.
  ['2026-03-29T12:00:00Z', 'Europe/Berlin', '2026-03-30T20:00:00.000Z'],
])('from %s in %s it opens next at %s', (time, timezone, next) => {
  expect(opensAt(nights, at(time), timezone)?.toISOString()).toBe(next);
});

test('a window of five minutes is found, one that is open says so, and one in the missing hour waits a week', () => {
  const short = { days: [2], from: '03:11', to: '03:16' };
  expect(opensAt(short, at('2026-11-26T00:00:00Z'), 'UTC')?.toISOString()).toBe('2026-12-01T03:11:00.000Z');
  expect(opensAt(short, at('2026-12-01T03:12:00Z'), 'UTC')).toBeNull();
  const missing = { days: [0], from: '02:10', to: '02:50' };
  const next = opensAt(missing, at('2026-03-28T12:00:00Z'), 'Europe/Berlin');
  expect(next?.toISOString()).toBe('2026-04-05T00:10:00.000Z');
});

test('a window that would never be open is refused', () => {
  expect(rolloutWindow.safeParse({ days: [1], from: '22:00', to: '22:00' }).success).toBe(false);
  expect(rolloutWindow.safeParse({ days: [], from: '22:00', to: '05:00' }).success).toBe(false);
  expect(rolloutWindow.safeParse({ days: [1], from: '24:00', to: '05:00' }).success).toBe(false);
  expect(rolloutWindow.safeParse({ days: [7], from: '22:00', to: '05:00' }).success).toBe(false);
});
