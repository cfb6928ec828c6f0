import { expect, test } from '@jest/globals';
import { safeNext } from './safe-next.js';

test.each(['/tasks?status=failed', '/sites/3/backups', '/'])('goes back to %s', (next) => {
  expect(safeNext(next)).toBe(next);
});

test.each([
  null,
  '',
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  'javascript:alert(1)',
  'sites',
])('does not follow %s', (next) => {
  expect(safeNext(next)).toBe('/');
});
