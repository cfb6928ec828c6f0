import { expect, test } from '@jest/globals';
import { siteTokenCreate } from '../../../contract/panel/webservices.js';
import { tokenBody, tokenFaults, type TokenValues } from './token-form.js';

const values: TokenValues = {
  name: ' Timetable ',
  username: 'wsuser',
  scope: 'everything',
  service: null,
  functions: [],
  addresses: [],
  expires: '',
};

test.each<Partial<TokenValues>>([
  {},
  { scope: 'service', service: '4' },
  { scope: 'functions', functions: ['core_course_restore_async'] },
  { addresses: ['192.0.2.0/24', '2001:db8::1'] },
])('what the form sends is what the panel takes: %j', (changes) => {
  const filled = { ...values, ...changes };
  expect(tokenFaults(filled)).toEqual({});
  const sent = siteTokenCreate.parse(tokenBody(filled, '2026-12-31T23:59:59.000Z'));
  expect(sent).toMatchObject({ name: 'Timetable', username: 'wsuser' });
  // Functions that were chosen before the scope was changed do not go along.
  expect('functions' in sent).toBe(changes.scope === 'functions');
});

test('the form says what is missing', () => {
  expect(tokenFaults({ ...values, username: ' ' })).toHaveProperty('username');
  expect(tokenFaults({ ...values, scope: 'service' })).toHaveProperty('service');
  expect(tokenFaults({ ...values, scope: 'functions' })).toHaveProperty('functions');
  expect(tokenFaults({ ...values, addresses: ['example.org'] })).toHaveProperty('addresses');
});
