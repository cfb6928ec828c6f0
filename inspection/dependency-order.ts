/** Puts plugins that are installed together into the order of their dependencies. */
import type { PluginPackage } from './plugin-package.js';

export type Dependent = Pick<
  PluginPackage,
  'component' | 'type' | 'dependencies' | 'subplugins' | 'subpluginTypes'
>;

export interface DependencyOrder<T> {
  /** All of them; each after those of them that it needs. Those of a cycle follow each other. */
  order: T[];
  /** Components that need each other in a ring. Moodle installs them when all of them are there at once. */
  cycles: string[][];
}

interface Visit {
  index: number;
  /** The earliest visited one that can be reached. */
  low: number;
  open: boolean;
}

/** Tarjan's algorithm: rings of plugins are found in the order in which they can be installed. */
export function dependencyOrder<T extends Dependent>(packages: readonly T[]): DependencyOrder<T> {
  const visits = new Map<T, Visit>();
  const stack: T[] = [];
  const rings: T[][] = [];
  const visit = (pkg: T): Visit => {
    const mine: Visit = { index: visits.size, low: visits.size, open: true };
    visits.set(pkg, mine);
    stack.push(pkg);
    for (const needed of neededBy(pkg, packages)) {
      const theirs = visits.get(needed);
      if (theirs === undefined) mine.low = Math.min(mine.low, visit(needed).low);
      else if (theirs.open) mine.low = Math.min(mine.low, theirs.index);
    }
    if (mine.low === mine.index) {
      const ring = stack.splice(stack.indexOf(pkg));
      for (const member of ring) visits.get(member)!.open = false;
      rings.push(ring);
    }
    return mine;
  };
  for (const pkg of packages) if (!visits.has(pkg)) visit(pkg);
  return {
    order: rings.flat(),
    cycles: rings.filter((ring) => ring.length > 1).map((ring) => ring.map(({ component }) => component)),
  };
}

/** Those that it names, those whose zip holds one that it names, and the one that brings its type. */
function neededBy<T extends Dependent>(pkg: T, packages: readonly T[]): T[] {
  const names = Object.keys(pkg.dependencies ?? {});
  return packages.filter(
    (other) =>
      other !== pkg &&
      (names.includes(other.component) ||
        names.some((name) => other.subplugins.includes(name)) ||
        other.subpluginTypes?.includes(pkg.type)),
  );
}
