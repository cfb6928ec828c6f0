import { expect, test } from '@jest/globals';
import { clockFinding } from './checks/panel.js';
import { agentAddress } from './enroll.js';
import { table } from './output.js';

test('a panel elsewhere is not told an address that only this machine knows', () => {
  const far = new URL('https://panel.example.org');
  const near = new URL('http://127.0.0.1:4000');
  expect(agentAddress(near, 'http://127.0.0.1:4100', undefined)).toBe('http://127.0.0.1:4100');
  expect(() => agentAddress(far, 'http://127.0.0.1:4100', undefined)).toThrow('--agent-url');
  expect(agentAddress(far, 'http://127.0.0.1:4100', 'https://moodle.example.org/')).toBe(
    'https://moodle.example.org',
  );
  expect(() => agentAddress(far, 'http://127.0.0.1:4100', 'moodle.example.org')).toThrow(
    'must be an address',
  );
});

test('clocks too far apart for the signature are a failure, a little apart a warning', () => {
  const now = Date.parse('2026-11-21T10:00:00Z');
  const at = (seconds: number) => clockFinding(new Date(now + seconds * 1000).toUTCString(), now).state;
  expect([at(0), at(-20), at(60), at(-299), at(300), at(-86_400)]).toEqual([
    'ok',
    'ok',
    'warn',
    'warn',
    'FAIL',
    'FAIL',
  ]);
  expect(clockFinding(undefined, now).state).toBe('warn');
});

test('a table has columns as wide as their longest cell, and no spaces at line ends', () => {
  expect(
    table(
      ['id', 'name'],
      [
        ['1', 'long name'],
        ['100', 'x'],
      ],
    ),
  ).toBe('id   name\n1    long name\n100  x');
});
