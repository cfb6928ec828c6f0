/** Names, passwords and sizes. */
import { expect, test } from '@jest/globals';
import { backupBaseName, courseIdOfName } from './backup-name.js';
import { humanSize } from './human-size.js';
import { backupPassword } from './password.js';

test('names tell course and time, ours and the plugin’s', () => {
  const name = backupBaseName(12, new Date('2026-01-02T03:04:05.678Z'));
  expect(name).toBe('course_12__2026_01_02_03_04_05');
  expect(courseIdOfName(`${name}.zip`)).toBe(12);
  expect(courseIdOfName('course_2__2026_11_21_03_19.zip')).toBe(2);
  expect(courseIdOfName('notes.zip')).toBeNull();
  expect(courseIdOfName(`${name}.zip.part`)).toBeNull();
});

test('passwords are long, random, and safe to copy', () => {
  const passwords = Array.from({ length: 500 }, backupPassword);
  expect(new Set(passwords).size).toBe(500);
  for (const password of passwords) expect(password).toMatch(/^[2-9a-km-zA-HJ-NP-Z]{24}$/);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [26_884, '26.25 KB'],
  [3_489_660_928, '3.25 GB'],
  [5 * 1024 ** 4, '5 TB'],
  [1024 ** 5, '1024 TB'],
])('%d bytes are %s', (bytes, text) => expect(humanSize(bytes)).toBe(text));
