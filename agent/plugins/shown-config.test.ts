import { expect, test } from '@jest/globals';
import { shownConfig } from './shown-config.js';

const shown = (component: string, config: Record<string, string | null>) =>
  shownConfig(component, new Map(Object.entries(config)), [
    { plugin: 'quiz', name: 'phrase' },
    { plugin: 'auth_db', name: 'marked' },
    { plugin: null, name: 'setupsql' },
  ]);

test('leaves out what Moodle treats as a password, of this plugin only', () => {
  expect(shown('auth_db', { marked: 'x', phrase: 'y', setupsql: 'z' })).toEqual({
    phrase: 'y',
    setupsql: 'z',
  });
  // Activities keep settings under their short name.
  expect(shown('mod_quiz', { marked: 'x', phrase: 'y' })).toEqual({ marked: 'x' });
});

test.each([
  'password',
  'dbpass',
  'bind_pw',
  'pwd',
  'apikey',
  'api_key',
  'sharedsecret',
  'accesstoken',
  'lti_13_privatekey',
  'clientcredential',
  'passwordsaltmain',
  'authcode',
  'sessioncookie',
])('leaves out %s by its name', (name) => {
  expect(shown('local_x', { [name]: 'canary' })).toEqual({});
});

test.each([
  ['a key in PEM', 'text\n-----BEGIN PRIVATE KEY-----\nabc'],
  ['what Moodle has encrypted', 'sodium:AbCd=='],
  ['an address with a password', 'https://user:canary@proxy.example/path'],
  ['a structure with a secret', '{"client":"a","client_secret" : "canary"}'],
  ['a serialised secret', 's:8:"password";s:6:"canary";'],
])('leaves out %s by its value', (_what, value) => {
  expect(shown('local_x', { harmless: value })).toEqual({});
});

test('shows everything else as it is', () => {
  const config = {
    version: '2024100700',
    keywords: 'a,b',
    address: 'https://example.org/a@b',
    empty: '',
    none: null,
    json: '{"color":"red"}',
  };
  expect(shown('local_x', config)).toEqual(config);
});
