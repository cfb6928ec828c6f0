import { expect, test } from '@jest/globals';
import { planWaves } from './plan.js';

const sites = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    id: n + 1,
    name: `s${String(n).padStart(4, '0')}`,
    clusterId: (n % 3) + 1,
  }));
const names = new Map([
  [1, 'Arts'],
  [2, 'Law'],
]);
const shape = (waves: ReturnType<typeof planWaves>) =>
  waves.map(({ name, sites: own }) => [name, own.length]);
const percent = (...steps: number[]) => ({ by: 'percent' as const, steps });

test('canaries, then shares of the rest, rounded up; every site is in exactly one wave', () => {
  const waves = planWaves(sites(1003), { canary_ids: [5, 9, 1003], rest: percent(1, 10, 50) }, names);
  expect(shape(waves)).toEqual([
    ['Canaries', 3],
    ['Up to 1 %', 10],
    ['Up to 10 %', 90],
    ['Up to 50 %', 400],
    ['All others', 500],
  ]);
  expect(new Set(waves.flatMap((wave) => wave.sites.map(({ id }) => id))).size).toBe(1003);
});

test('waves that would be empty are left out', () => {
  expect(shape(planWaves(sites(1), { canary_ids: [], rest: percent(10, 50) }, names))).toEqual([
    ['All sites', 1],
  ]);
  expect(shape(planWaves(sites(2), { canary_ids: [2], rest: percent(50, 100) }, names))).toEqual([
    ['Canaries', 1],
    ['Up to 50 %', 1],
  ]);
  expect(planWaves([], { canary_ids: [], rest: percent() }, names)).toEqual([]);
});

test('clusters in the order that was asked for, then whatever is in none of them', () => {
  const rest = { by: 'clusters' as const, cluster_ids: [2, 1] };
  expect(shape(planWaves(sites(9), { canary_ids: [1], rest }, names))).toEqual([
    ['Canaries', 1],
    ['Law', 3],
    ['Arts', 2],
    ['All others', 3],
  ]);
});
