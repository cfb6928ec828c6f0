import { expect, test } from '@jest/globals';
import type { OrgUnit } from '../../../contract/agent/organisation.js';
import { type UnitNode, unitTree } from './unit-tree.js';

const unit = (id: number, parentid: number | null, jobs: number) => ({ id, parentid, jobs }) as OrgUnit;
const words = (nodes: UnitNode[]): unknown[] =>
  nodes.map(({ unit: { id }, jobs, below }) => (below.length > 0 ? [id, jobs, words(below)] : [id, jobs]));

test('units stand below their parents with the people of all below them', () => {
  const tree = unitTree([unit(1, null, 1), unit(2, 1, 3), unit(3, 2, 5), unit(4, null, 0), unit(5, 99, 2)]);
  expect(words(tree)).toEqual([
    [1, 9, [[2, 8, [[3, 5]]]]],
    [4, 0],
    [5, 2],
  ]);
});
