import { expect, test } from '@jest/globals';
import { isInRanges, isPublicAddress } from './public-address.js';

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '169.254.169.254',
  '0.0.0.0',
  '192.0.2.1',
  '198.18.0.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:10.0.0.1',
  '::ffff:7f00:1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::a00:1',
  '2002:7f00:1::',
  '2001::1',
  '2001:db8::1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  'localhost',
  '',
])('%j is not of the internet', (address) => expect(isPublicAddress(address)).toBe(false));

test.each(['8.8.8.8', '93.184.216.34', '2606:4700::1111', '2a00:1450:4001::200e', '::ffff:8.8.8.8'])(
  '%s is of the internet',
  (address) => expect(isPublicAddress(address)).toBe(true),
);

test('addresses are found in ranges, however they are written', () => {
  const ranges = ['10.1.0.0/16', '192.168.7.9', 'fd00::/8', 'mirror.example.org'];
  for (const inside of ['10.1.255.1', '::ffff:10.1.2.3', '192.168.7.9', 'fd12::1']) {
    expect(isInRanges(inside, ranges)).toBe(true);
  }
  for (const outside of ['10.2.0.1', '192.168.7.8', 'fe80::1', 'mirror.example.org', '']) {
    expect(isInRanges(outside, ranges)).toBe(false);
  }
});
