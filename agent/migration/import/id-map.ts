/** The map from another site's ids to this site's, as imports have found or made them. */
import type { EntityKind } from '../../../contract/agent/migration.js';
import type { AgentStore } from '../../store/store.js';
import type { IdMap } from '../importer.js';

/** Of these ids those that are still there. */
export type Alive = (kind: EntityKind, ids: readonly number[]) => Promise<ReadonlySet<number>>;

const CHUNK = 1000;

interface StoredIdMapOptions {
  store: AgentStore;
  /** The manifest's `source.site`. */
  site: string;
  alive: Alive;
}

/** In memory only: of a dry run, and of files whose rows have no ids of another site. */
export function memoryIdMap(below?: IdMap): IdMap {
  const kinds = new Map<EntityKind, Map<number, number>>();
  return {
    get: async (kind, sourceId) =>
      kinds.get(kind)?.get(sourceId) ?? (await below?.get(kind, sourceId)) ?? null,
    async set(kind, pairs) {
      const map = kinds.get(kind) ?? new Map<number, number>();
      kinds.set(kind, map);
      for (const { sourceId, targetId } of pairs) map.set(sourceId, targetId);
    },
  };
}

/** Kept in the store. A kind is read whole when it is first asked for; what has been deleted here since counts as unmapped. */
export function storedIdMap({ store, site, alive }: StoredIdMapOptions): IdMap {
  const kinds = new Map<EntityKind, Promise<Map<number, number>>>();

  async function load(kind: EntityKind): Promise<Map<number, number>> {
    const map = new Map<number, number>();
    for (let after = -1; ;) {
      const rows = await store.prisma.importedEntity.findMany({
        where: { site, kind, sourceId: { gt: after } },
        orderBy: { sourceId: 'asc' },
        take: CHUNK,
      });
      if (rows.length === 0) return map;
      const targets = await alive(
        kind,
        rows.map(({ targetId }) => targetId),
      );
      for (const { sourceId, targetId } of rows) if (targets.has(targetId)) map.set(sourceId, targetId);
      after = rows.at(-1)!.sourceId;
    }
  }

  function loaded(kind: EntityKind): Promise<Map<number, number>> {
    let map = kinds.get(kind);
    if (map === undefined) kinds.set(kind, (map = load(kind)));
    return map;
  }

  return {
    get: async (kind, sourceId) => (await loaded(kind)).get(sourceId) ?? null,
    async set(kind, pairs) {
      const map = await loaded(kind);
      const changed = pairs.filter(({ sourceId, targetId }) => map.get(sourceId) !== targetId);
      for (let i = 0; i < changed.length; i += CHUNK) {
        const part = JSON.stringify(changed.slice(i, i + CHUNK));
        // One statement for any number of pairs: Prisma would make, and keep, a plan for each number.
        await store.prisma.$executeRaw`
          INSERT OR REPLACE INTO "ImportedEntity" ("site", "kind", "sourceId", "targetId")
          SELECT ${site}, ${kind}, value ->> 'sourceId', value ->> 'targetId' FROM json_each(${part})`;
      }
      for (const { sourceId, targetId } of changed) map.set(sourceId, targetId);
    },
  };
}
