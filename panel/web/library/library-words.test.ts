import { expect, test } from '@jest/globals';
import { branchWords, supportedWords } from './library-words.js';

test.each([
  [39, '3.9'],
  [311, '3.11'],
  [401, '4.1'],
  [405, '4.5'],
  [500, '5.0'],
])('branch %i is Moodle %s', (branch, words) => expect(branchWords(branch)).toBe(words));

test('supported branches are a span, one branch, an upper end, or nothing', () => {
  const of = (supported: number[] | null, incompatible: number | null = null) =>
    supportedWords({ supported, incompatible });
  expect(of([401, 405])).toBe('Moodle 4.1 – 4.5');
  expect(of([405, 405])).toBe('Moodle 4.5');
  expect(of(null, 500)).toBe('Not for Moodle 5.0 and later');
  expect(of(null)).toBeNull();
});
