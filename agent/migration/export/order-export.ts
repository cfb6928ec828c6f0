/** Looks at what would be exported, and queues the export. */
import type { EntityCounts, MigrationSettings } from '../../../contract/agent/migration.js';
import type { AgentContext } from '../../context.js';
import { currentRequest } from '../../tasks/request-scope.js';
import { openStatuses } from '../../tasks/task-view.js';
import type { Exporter } from '../exporter.js';
import { resolveSettings } from '../settings.js';
import { availableExporters } from './exporters.js';
import { ExporterUnknown, ExportRefused } from './refusals.js';

export interface ExportRequest {
  /** Full name of the exporter. */
  exporter: string;
  settings: MigrationSettings;
  outline: boolean;
  /** Moodle's id of the user for whom it is done. */
  userId: number;
  /** Asked before anything is read. @throws what the caller is told */
  allowed?(exporter: Exporter, settings: MigrationSettings): Promise<void>;
}

export interface ChosenExport {
  exporter: Exporter;
  /** Those that apply. */
  settings: MigrationSettings;
  counts: EntityCounts;
}

/** Exports that may wait for each that runs. */
const QUEUE_LENGTH = 10;

/** @throws ExporterUnknown, SettingsRefused, ExportRefused */
export async function lookAtExport(context: AgentContext, request: ExportRequest): Promise<ChosenExport> {
  const exporters = await availableExporters(context);
  const exporter = exporters.find(({ name }) => name === request.exporter);
  if (exporter === undefined)
    throw new ExporterUnknown(
      request.exporter,
      exporters.map(({ name }) => name),
    );
  const settings = resolveSettings(exporter.settings, request.settings);
  await request.allowed?.(exporter, settings);
  const counts = await exporter.count({ context, settings });
  const { maxEntities } = context.config.exports;
  const entities = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (entities > maxEntities)
    throw new ExportRefused(
      `There are ${entities} entities to export; one file may hold ${maxEntities}: choose less, or raise AGENT_EXPORT_MAX_ENTITIES.`,
    );
  return { exporter, settings, counts };
}

/** @throws as `lookAtExport` */
export async function orderExport(
  context: AgentContext,
  request: ExportRequest,
): Promise<{ id: number; chosen: ChosenExport }> {
  const { prisma } = context.store;
  const chosen = await lookAtExport(context, request);
  const slot = await freestSlot(context);
  const row = await prisma.migrationExport.create({
    data: {
      userId: request.userId,
      requestKey: requestKey(),
      exporter: chosen.exporter.name,
      settings: JSON.stringify(chosen.settings),
      outline: request.outline,
      counts: JSON.stringify(chosen.counts),
      createdAt: context.clock(),
    },
  });
  await enqueue(context, row.id, slot);
  return { id: row.id, chosen };
}

/** The export that this same request has made before its agent died; it is queued if it is not yet. */
export async function exportOrderedBefore(context: AgentContext): Promise<number | null> {
  const key = requestKey();
  if (key === null) return null;
  const row = await context.store.prisma.migrationExport.findUnique({ where: { requestKey: key } });
  if (row === null) return null;
  if (row.taskId === null) await enqueue(context, row.id, await freestSlot(context));
  return row.id;
}

async function enqueue({ tasks, store }: AgentContext, exportId: number, slot: string): Promise<void> {
  const { id } = await tasks.enqueue('migration_export', { exportId }, { lockedBy: slot });
  await store.prisma.migrationExport.update({ where: { id: exportId }, data: { taskId: id } });
}

/**
 * As many exports run beside each other as there are locks; the one with the fewest waiting is taken.
 * @throws ExportRefused where too many wait already
 */
async function freestSlot({ store, config }: AgentContext): Promise<string> {
  const { concurrent } = config.exports;
  const open = await store.prisma.task.groupBy({
    by: ['lockKey'],
    where: { type: 'migration_export', status: { in: openStatuses } },
    _count: true,
  });
  const waiting = new Map(open.map(({ lockKey, _count }) => [lockKey, _count]));
  const total = open.reduce((sum, { _count }) => sum + _count, 0);
  if (total >= concurrent * (QUEUE_LENGTH + 1))
    throw new ExportRefused(
      `${total} exports are under way or wait already: order this one again when some of them have ended.`,
    );
  const slots = Array.from({ length: concurrent }, (_, n) => `migration-export-${n}`);
  return slots.sort((a, b) => (waiting.get(a) ?? 0) - (waiting.get(b) ?? 0))[0]!;
}

const requestKey = (): string | null => currentRequest() ?? null;
