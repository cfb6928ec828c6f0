import { expect, test } from '@jest/globals';
import { backupCallback } from '../../contract/agent/callbacks.js';
import { outcomeOf, sizeOf } from './outcome.js';

test.each([
  [20683, 20683],
  ['20683', 20683],
  ['3.25 GB', 3489660928],
  ['3,25 GB', 3489660928],
  ['4.7 MB', 4928307],
  ['12 bytes', 12],
  ['huge', null],
  ['1e9', null],
  [null, null],
])('%p is %p bytes', (text, bytes) => {
  expect(sizeOf(text)).toBe(bytes);
});

test('a success without a file is none', () => {
  expect(outcomeOf('backup_course', backupCallback.parse({ status: true, courseid: 2 }))).toBeNull();
});

test('a failure says why', () => {
  const result = backupCallback.parse({ status: false, message: 'Disk full.' });
  expect(outcomeOf('backup_course', result)).toEqual({ status: 'failed', error: 'Disk full.' });
});

test('a file that is gone already is deleted', () => {
  const outcome = outcomeOf('backup_course_delete', {
    status: false,
    message: 'Backup file does not exist.',
  });
  expect(outcome?.status).toBe('succeeded');
});
