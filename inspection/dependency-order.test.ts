import { expect, test } from '@jest/globals';
import { dependencyOrder } from './dependency-order.js';
import { pluginPackage } from './testing/code-fixtures.js';

const needs = (component: string, ...others: string[]) =>
  pluginPackage({
    component,
    dependencies: Object.fromEntries(others.map((name) => [name, 'any' as const])),
  });
const names = (packages: { component: string }[]) => packages.map(({ component }) => component);

test('what is needed comes first, whatever the order of the request', () => {
  const found = dependencyOrder([
    needs('local_d', 'local_c', 'mod_quiz'),
    needs('local_c', 'local_a', 'local_b'),
    needs('local_b', 'local_a'),
    needs('local_a'),
    needs('local_z'),
  ]);
  expect(names(found.order)).toEqual(['local_a', 'local_b', 'local_c', 'local_d', 'local_z']);
  expect(found.cycles).toEqual([]);
});

test('a plugin comes after the one that brings its type, or that holds what it needs', () => {
  const brings = pluginPackage({ component: 'mod_b', subpluginTypes: ['bpart'], subplugins: ['bpart_one'] });
  const found = dependencyOrder([needs('bpart_two'), needs('local_a', 'bpart_one'), brings]);
  expect(names(found.order)).toEqual(['mod_b', 'bpart_two', 'local_a']);
});

test('rings are told, and nothing is left out', () => {
  const found = dependencyOrder([
    needs('local_a', 'local_b'),
    needs('local_b', 'local_c'),
    needs('local_c', 'local_a', 'local_d'),
    needs('local_d', 'local_d'),
  ]);
  expect(found.order[0]!.component).toBe('local_d');
  expect(names(found.order).sort()).toEqual(['local_a', 'local_b', 'local_c', 'local_d']);
  expect(found.cycles.map((ring) => ring.toSorted())).toEqual([['local_a', 'local_b', 'local_c']]);
});
