import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { createVault } from './vault.js';

const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];

test('opens what it sealed, for the same purpose only', () => {
  const vault = createVault([newKey]);
  const sealed = vault.seal('secret', 'a');
  expect(sealed).not.toContain('secret');
  expect(vault.seal('secret', 'a')).not.toBe(sealed);
  expect(vault.open(sealed, 'a')).toBe('secret');
  expect(() => vault.open(sealed, 'b')).toThrow();
});

test('a rotated key still opens, another does not, a changed text neither', () => {
  const sealed = createVault([oldKey]).seal('secret', 'a');
  expect(createVault([newKey, oldKey]).open(sealed, 'a')).toBe('secret');
  expect(() => createVault([newKey]).open(sealed, 'a')).toThrow('PANEL_SECRET_KEY');
  const cut = sealed.slice(0, -2) + (sealed.endsWith('AA') ? 'BB' : 'AA');
  expect(() => createVault([oldKey]).open(cut, 'a')).toThrow();
});
