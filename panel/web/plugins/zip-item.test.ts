import { expect, test } from '@jest/globals';
import { updateWhat } from '../../../contract/panel/updates.js';
import { zipItem } from './zip-item.js';

const form = { from: 'address', zip: null, link: '', sha256: '' } as const;
const digest = 'aB'.repeat(32);

test.each([
  [{ ...form, from: 'library', zip: '7' } as const, { library_item_id: 7 }],
  [{ ...form, link: ' https://example.org/a.zip ' }, { link: 'https://example.org/a.zip' }],
  [
    { ...form, link: 'https://example.org/a.zip', sha256: ` ${digest}` },
    { link: 'https://example.org/a.zip', sha256: digest },
  ],
])('%j names a zip that the API takes', (given, item) => {
  expect(zipItem(given)).toEqual(item);
  expect(updateWhat.safeParse({ kind: 'zips', items: [item] }).success).toBe(true);
});

test.each([
  { ...form, from: 'library' } as const,
  form,
  { ...form, link: 'ftp://example.org/a.zip' },
  { ...form, link: 'https://' },
  { ...form, link: 'https://example.org/a.zip', sha256: 'abc' },
])('%j names none yet', (given) => {
  expect(zipItem(given)).toBeNull();
});
