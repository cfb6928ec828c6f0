import { expect, test } from '@jest/globals';
import { coreUpdateType } from './core-replies.js';

test.each([
  ['4.5.6 (Build: 20250811)', '4.5.7 (Build: 20251006)', 'core-minor'],
  ['4.5.6+ (Build: 20250811)', '4.5.10+ (Build: 20260101)', 'core-minor'],
  ['4.1.2 (Build: 20230313)', '4.5 (Build: 20241007)', 'core-major'],
  ['4.5.6 (Build: 20250811)', '5.0.3 (Build: 20251006)', 'core-mega'],
  ['5.0.3 (Build: 20251006)', '5.1 (Build: 20251006)', 'core-major'],
  ['4.5.6 (Build: 20250811)', null, 'core-mega'],
  ['', 'unknown', 'core-mega'],
])('from %s to %s it is %s', (current, release, type) => {
  expect(coreUpdateType(current, { release })).toBe(type);
});
