import { expect, test } from '@jest/globals';
import { rolloutCreate } from '../../../../contract/panel/rollouts.js';
import { emptyRollout, faultsOf, readSteps, toBody } from './rollout-form.js';

test('percentages are read as people write them, and refused where they do not ascend', () => {
  expect(readSteps('10, 50')).toEqual([10, 50]);
  expect(readSteps('5% 25% 100%')).toEqual([5, 25, 100]);
  expect(readSteps('')).toEqual([]);
  expect(readSteps('50, 10')).toBeNull();
  expect(readSteps('0')).toBeNull();
  expect(readSteps('ten')).toBeNull();
});

test.each([
  { kind: 'zips' as const, libraryIds: ['3'], siteIds: ['1', '2'] },
  { kind: 'plugins' as const, allSites: true, pause: 'confirm' as const },
  { kind: 'core' as const, coreVersion: '2024100707', tags: ['pilot'], by: 'clusters' as const },
  { kind: 'core' as const, clusterIds: ['4'], hasWindow: true },
])('what the wizard sends is what the panel takes: %j', (changes) => {
  const values = { ...emptyRollout, name: 'N', ...changes };
  expect([0, 1, 2, 3].map((step) => faultsOf(step, values))).toEqual([{}, {}, {}, {}]);
  expect(rolloutCreate.safeParse(toBody(values)).error).toBeUndefined();
});

test('a step says what is missing', () => {
  expect(faultsOf(0, emptyRollout)).toHaveProperty('libraryIds');
  expect(faultsOf(1, emptyRollout)).toHaveProperty('siteIds');
  expect(faultsOf(2, { ...emptyRollout, hasWindow: true, from: '05:00', to: '05:00' })).toHaveProperty('to');
  expect(faultsOf(2, { ...emptyRollout, hasWindow: true, days: [] })).toHaveProperty('days');
  expect(faultsOf(3, emptyRollout)).toHaveProperty('name');
});
