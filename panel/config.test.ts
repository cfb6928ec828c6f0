import { describe, expect, test } from '@jest/globals';
import { StartError } from '../runtime/start-error.js';
import { parseConfig } from './config.js';

describe('the panel’s configuration', () => {
  test('needs nothing', () => {
    expect(parseConfig({ PATH: '/bin' })).toMatchObject({
      port: 4000,
      host: '127.0.0.1',
      role: 'all',
      trustProxy: false,
      allowPrivateAgents: true,
    });
  });

  test.each([
    ['PANEL_PROT', '4000'],
    ['PANEL_PORT', 'four'],
    ['PANEL_PORT', '70000'],
    ['PANEL_ROLE', 'boss'],
    ['PANEL_URL', 'panel.example.org'],
    ['PANEL_TRUST_PROXY', 'true'],
    ['PANEL_TRUST_PROXY', '10.0.0.0/99'],
    ['PANEL_ALLOW_PRIVATE_AGENTS', 'maybe'],
    ['PANEL_SECRET_KEY', 'short'],
    ['PANEL_SECRET_KEY', `${'ab'.repeat(32)},short`],
    ['PANEL_SECRET_KEY', `${'ab'.repeat(32)},${'ab'.repeat(32)}`],
    ['PANEL_ADMIN_EMAIL', 'nobody'],
    ['PANEL_ADMIN_PASSWORD', 'short'],
    ['PANEL_API_TOKEN', 'with space in it'],
    ['PANEL_LOG_LEVEL', 'loud'],
    ['DATABASE_URL', 'mysql://x'],
  ])('stops at %s=%s and names it', (name, value) => {
    expect(() => parseConfig({ [name]: value })).toThrow(StartError);
    expect(() => parseConfig({ [name]: value })).toThrow(name);
  });

  test('never repeats the password of a database address', () => {
    expect(() => parseConfig({ DATABASE_URL: 'mysql://me:CANARY@db/x' })).not.toThrow(/CANARY/);
  });

  test('a part of the panel needs a database that others can reach', () => {
    expect(() => parseConfig({ PANEL_ROLE: 'worker' })).toThrow('DATABASE_URL');
    const env = { PANEL_ROLE: 'worker', DATABASE_URL: 'postgresql://db/moopanel' };
    expect(parseConfig(env).role).toBe('worker');
  });

  test('takes one key or several, in hex or base64, the first to seal with', () => {
    const [a, b] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    expect(parseConfig({ PANEL_SECRET_KEY: a.toString('hex') }).secretKeys).toEqual([a]);
    const both = `${b.toString('base64')}, ${a.toString('hex')}`;
    expect(parseConfig({ PANEL_SECRET_KEY: both }).secretKeys).toEqual([b, a]);
    expect(parseConfig({}).secretKeys).toBeUndefined();
  });
});
