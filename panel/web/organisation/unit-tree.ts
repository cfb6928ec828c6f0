/** The units of a framework as a tree. */
import type { OrgUnit } from '../../../contract/agent/organisation.js';

export interface UnitNode {
  unit: OrgUnit;
  below: UnitNode[];
  /** People in it and in all below it. */
  jobs: number;
}

/** A unit whose parent is not there stands at the top. Siblings keep the order of the list. */
export function unitTree(units: readonly OrgUnit[]): UnitNode[] {
  const nodes = new Map(units.map((unit) => [unit.id, { unit, below: [], jobs: unit.jobs } as UnitNode]));
  const top: UnitNode[] = [];
  for (const node of nodes.values()) {
    const parent = node.unit.parentid === null ? undefined : nodes.get(node.unit.parentid);
    (parent?.below ?? top).push(node);
  }
  for (const node of top) sum(node);
  return top;
}

function sum(node: UnitNode): number {
  node.jobs = node.below.reduce((jobs, child) => jobs + sum(child), node.unit.jobs);
  return node.jobs;
}
