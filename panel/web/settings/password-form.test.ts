import { describe, expect, test } from '@jest/globals';
import { ApiError } from '../api/errors.js';
import { checkPasswords, refusedFields } from './password-form.js';

const good = { current: 'what it was', next: 'a longer and better one', again: 'a longer and better one' };

describe('before anything is sent', () => {
  test('a good change is taken', () => {
    expect(checkPasswords(good)).toEqual({ current: null, next: null, again: null });
  });

  test.each([
    ['no present password', { current: '' }, 'current', /present/],
    ['eleven characters', { next: 'eleven char', again: 'eleven char' }, 'next', /12/],
    ['129 characters', { next: 'x'.repeat(129), again: 'x'.repeat(129) }, 'next', /128/],
    ['the present one again', { current: good.next }, 'next', /another/],
    ['a slip in the second one', { again: 'a longer and better 0ne' }, 'again', /same/],
  ] as const)('%s is said at its field', (_what, change, field, words) => {
    const found = checkPasswords({ ...good, ...change });
    expect(found[field]).toMatch(words);
    expect(Object.values(found).filter(Boolean)).toHaveLength(1);
  });
});

describe('what the panel refuses', () => {
  test('stands at the field that it names', () => {
    const fields = { 'body.current_password': 'This is not your present password.' };
    expect(refusedFields(new ApiError(400, 'Bad request', null, fields))).toEqual({
      current: 'This is not your present password.',
    });
    expect(
      refusedFields(new ApiError(400, 'Bad request', null, { 'body.new_password': 'too weak' })),
    ).toEqual({
      next: 'too weak',
    });
  });

  test('is shown as a whole where it names none', () => {
    expect(refusedFields(new ApiError(429, 'Too many wrong attempts.'))).toBeNull();
    expect(refusedFields(new ApiError(400, 'Bad request', null, { 'body.other': 'x' }))).toBeNull();
    expect(refusedFields(new Error('x'))).toBeNull();
  });
});
