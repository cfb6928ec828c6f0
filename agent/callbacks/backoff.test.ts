import { expect, test } from '@jest/globals';
import { GIVE_UP_AFTER, parseRetryAfter, pauseAfter, verdictOf } from './backoff.js';

test('only answers that cannot heal end the attempts', () => {
  expect([200, 201, 204].map(verdictOf)).toEqual(['delivered', 'delivered', 'delivered']);
  expect([400, 401, 403, 404, 410, 422].map((status) => verdictOf(status))).toEqual(Array(6).fill('failed'));
  expect([302, 405, 408, 409, 425, 429, 500, 502, 503].map(verdictOf)).toEqual(Array(9).fill('retry'));
});

test('pauses double up to an hour, with jitter, and last three days in all', () => {
  expect([1, 2, 3, 20, 5000].map((attempts) => pauseAfter(attempts, null, 1))).toEqual([
    5, 10, 20, 3600, 3600,
  ]);
  expect(pauseAfter(20, null, 0)).toBe(1800);
  expect(pauseAfter(1, 120, 1)).toBe(120);
  expect(pauseAfter(1, 1e9, 1)).toBe(3600);
  let attempts = 0;
  for (let waited = 0; waited <= GIVE_UP_AFTER; waited += pauseAfter(attempts, null, 0.5)) attempts += 1;
  expect(attempts).toBeGreaterThan(72);
  expect(attempts).toBeLessThan(150);
});

test('Retry-After is read as seconds and as a date', () => {
  const now = new Date('2026-11-21T10:00:00Z');
  expect(parseRetryAfter('120', now)).toBe(120);
  expect(parseRetryAfter('Sat, 21 Nov 2026 10:01:00 GMT', now)).toBe(60);
  expect(parseRetryAfter('Sat, 21 Nov 2026 09:00:00 GMT', now)).toBe(0);
  expect([parseRetryAfter('soon', now), parseRetryAfter(undefined, now)]).toEqual([null, null]);
});
