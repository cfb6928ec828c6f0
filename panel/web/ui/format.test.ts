import { describe, expect, test } from '@jest/globals';
import { ago, bytes, count, DASH, duration, percent, plural } from './format.js';

const now = Date.parse('2026-11-21T12:00:00Z');

describe('numbers', () => {
  test.each([
    [null, DASH],
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [12_345_678, '12.3 MB'],
    [999_999_999, '1000 MB'],
    [5e18, '5000 PB'],
  ])('%s bytes are %s', (value, text) => {
    expect(bytes(value)).toBe(text);
  });

  test('counts are grouped and agree with their noun', () => {
    expect([count(1234567), count(null), plural(1, 'course'), plural(2000, 'course')]).toEqual([
      '1,234,567',
      DASH,
      '1 course',
      '2,000 courses',
    ]);
  });

  test('only a finished task shows 100 %', () => {
    expect([percent(0), percent(0.556), percent(0.9999), percent(1)]).toEqual([0, 55, 99, 100]);
  });
});

describe('times', () => {
  test.each([
    ['2026-11-21T11:59:40Z', 'just now'],
    ['2026-11-21T11:57:00Z', '3 minutes ago'],
    ['2026-11-20T11:00:00Z', '1 day ago'],
    ['2026-11-30T12:00:00Z', 'in 9 days'],
    ['2026-11-21T12:00:20Z', 'just now'],
    ['2026-11-21T12:00:40Z', 'in a moment'],
  ])('%s is %s', (at, text) => {
    expect(ago(at, now)).toBe(text);
  });

  test.each([
    ['2026-11-21T11:59:55.8Z', '4.2 s'],
    ['2026-11-21T11:59:18Z', '42 s'],
    ['2026-11-21T11:56:40Z', '3 min 20 s'],
    ['2026-11-21T09:55:00Z', '2 h 5 min'],
    ['2026-11-21T12:00:01Z', '0.0 s'],
  ])('since %s it took %s', (from, text) => {
    expect(duration(from, now)).toBe(text);
  });
});
