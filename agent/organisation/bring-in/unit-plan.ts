/**
 * Decides what becomes of incoming units of one framework, before anything is written: which stand here already, which will
 * be made below which, and which cannot be.
 */
import { MAX_DEPTH } from '../units.js';

export interface IncomingUnit {
  line: number;
  sourceId: number | null;
  name: string;
  idnumber: string | null;
  description: string;
  descriptionFormat: number;
  globalManager: boolean;
  departmentManager: boolean;
  /** Tells it from the others of its framework; null where nothing can name it as its parent. */
  key: string | null;
  /** The `key` of the unit above; null at the top. */
  parentKey: string | null;
  /** Why it cannot be brought in, where its own line says so already. */
  fault?: string;
}

/** A unit that is here. */
export interface StandingUnit {
  id: number;
  parentId: number | null;
  name: string;
  idnumber: string | null;
}

export interface PlannedUnit {
  unit: IncomingUnit;
  outcome: 'created' | 'matched' | 'conflict' | 'failed';
  message: string;
  /** Id here; null until it is made, and of what fails. */
  targetId: number | null;
  /** The unit above where that is to be made first. */
  below: PlannedUnit | null;
  /** Id of the unit above where that stands here; null at the top. */
  parentId: number | null;
  /** 1 at the top. */
  depth: number;
}

export interface PlanRequest {
  incoming: readonly IncomingUnit[];
  standing: readonly StandingUnit[];
  /** What an earlier import of the same source made of a unit, or null. */
  known?(unit: IncomingUnit): number | null;
  /** Finds a parent that is not among the incoming; a text says why it cannot be told. */
  outside?(key: string): StandingUnit | string | null;
}

/** Parents stand before their children in the answer, whatever their order was. */
export function planUnits({ incoming, standing, known, outside }: PlanRequest): PlannedUnit[] {
  const here = new Standing(standing);
  const byKey = new Map(incoming.flatMap((unit) => (unit.key === null ? [] : [[unit.key, unit] as const])));
  const plans = new Map<IncomingUnit, PlannedUnit>();

  const put = (unit: IncomingUnit, plan: Partial<PlannedUnit> & Pick<PlannedUnit, 'outcome'>) =>
    plans.set(unit, { unit, message: '', targetId: null, below: null, parentId: null, depth: 1, ...plan });
  const fail = (unit: IncomingUnit, message: string) => put(unit, { outcome: 'failed', message });

  /** The unit's parent is decided, or it has none among the incoming. */
  function decide(unit: IncomingUnit): void {
    if (unit.fault !== undefined) return void fail(unit, unit.fault);
    const place = placeOf(unit);
    if (typeof place === 'string') return void fail(unit, place);
    if (place.depth > MAX_DEPTH) return void fail(unit, `It lies more than ${MAX_DEPTH} levels deep.`);
    const match = here.take(unit, place, known?.(unit) ?? null);
    if (match === null) {
      const owner = here.claim(unit);
      if (owner !== null) return void fail(unit, `The number ${unit.idnumber} is ${owner} already.`);
      return void put(unit, { outcome: 'created', ...place });
    }
    const difference = differenceOf(unit, place, match);
    put(unit, {
      ...place,
      outcome: difference === null ? 'matched' : 'conflict',
      message: difference ?? '',
      targetId: match.id,
    });
  }

  function placeOf({ parentKey }: IncomingUnit): Pick<PlannedUnit, 'below' | 'parentId' | 'depth'> | string {
    if (parentKey === null) return { below: null, parentId: null, depth: 1 };
    const parent = byKey.get(parentKey);
    const plan = parent && plans.get(parent);
    if (plan?.outcome === 'failed') return `The unit above it (line ${plan.unit.line}) is not brought in.`;
    if (plan !== undefined && plan.targetId !== null)
      return { below: null, parentId: plan.targetId, depth: plan.depth + 1 };
    if (plan !== undefined) return { below: plan, parentId: null, depth: plan.depth + 1 };
    const found = outside?.(parentKey) ?? null;
    if (found === null) return `There is no unit "${parentKey}" to be above it.`;
    if (typeof found === 'string') return found;
    return { below: null, parentId: found.id, depth: here.depthOf(found) + 1 };
  }

  for (const start of incoming) {
    const path: IncomingUnit[] = [];
    const onPath = new Set<IncomingUnit>();
    let unit: IncomingUnit | undefined = start;
    while (unit !== undefined && !plans.has(unit) && !onPath.has(unit)) {
      path.push(unit);
      onPath.add(unit);
      unit = unit.parentKey === null ? undefined : byKey.get(unit.parentKey);
    }
    if (unit !== undefined && onPath.has(unit)) {
      const ring = path.splice(path.indexOf(unit));
      for (const [i, member] of ring.entries()) fail(member, ringMessage(ring, i));
    }
    for (const open of path.reverse()) decide(open);
  }
  return [...plans.values()];
}

/** Seen from the member at `from`. */
function ringMessage(ring: readonly IncomingUnit[], from: number): string {
  const turned = [...ring.slice(from), ...ring.slice(0, from + 1)];
  const shown = turned.length <= 6 ? turned : [...turned.slice(0, 5), turned.at(-1)!];
  const names = shown.map(({ key, name }) => key ?? name).join(' → ');
  return `It would stand above itself: ${names}.`;
}

function differenceOf(
  unit: IncomingUnit,
  place: Pick<PlannedUnit, 'below' | 'parentId'>,
  match: StandingUnit,
): string | null {
  if (match.name !== unit.name) return `It is called "${match.name}" here, and was left as it is.`;
  if (place.below !== null || place.parentId !== match.parentId)
    return 'It stands below another unit here, and was left where it is.';
  return null;
}

/** What is here, each matched once. */
class Standing {
  readonly #byId: Map<number, StandingUnit>;
  readonly #byIdnumber = new Map<string, StandingUnit>();
  readonly #byPlace = new Map<string, StandingUnit[]>();
  readonly #taken = new Set<number>();
  /** Lines by the numbers of units that will be made. */
  readonly #claims = new Map<string, number>();

  constructor(units: readonly StandingUnit[]) {
    this.#byId = new Map(units.map((unit) => [unit.id, unit]));
    for (const unit of units) {
      if (unit.idnumber !== null) this.#byIdnumber.set(unit.idnumber, unit);
      const key = this.#place(unit.parentId, unit.name);
      this.#byPlace.set(key, [...(this.#byPlace.get(key) ?? []), unit]);
    }
  }

  /** By what an earlier import noted, else by number, else by name at the same place. */
  take(
    unit: IncomingUnit,
    { below, parentId }: Pick<PlannedUnit, 'below' | 'parentId'>,
    knownId: number | null,
  ): StandingUnit | null {
    const namesakes = below === null ? (this.#byPlace.get(this.#place(parentId, unit.name)) ?? []) : [];
    const candidates = [
      knownId === null ? undefined : this.#byId.get(knownId),
      unit.idnumber === null ? undefined : this.#byIdnumber.get(unit.idnumber),
      ...namesakes.filter(({ idnumber }) => idnumber === null || unit.idnumber === null),
    ];
    const match = candidates.find((candidate) => candidate !== undefined && !this.#taken.has(candidate.id));
    if (match === undefined) return null;
    this.#taken.add(match.id);
    return match;
  }

  /** Keeps a number for a unit that will be made. @returns whose it is already, or null */
  claim({ idnumber, line }: IncomingUnit): string | null {
    if (idnumber === null) return null;
    const claimant = this.#claims.get(idnumber);
    if (claimant !== undefined) return `that of line ${claimant}`;
    const owner = this.#byIdnumber.get(idnumber);
    if (owner !== undefined) return `that of "${owner.name}"`;
    this.#claims.set(idnumber, line);
    return null;
  }

  depthOf(unit: StandingUnit): number {
    let depth = 1;
    for (let at = unit; at.parentId !== null && depth <= MAX_DEPTH; depth += 1) {
      const above = this.#byId.get(at.parentId);
      if (above === undefined) break;
      at = above;
    }
    return depth;
  }

  #place(parentId: number | null, name: string): string {
    return `${parentId ?? ''}/${name}`;
  }
}
