/** What became of each entity, read through from the target: the report is not kept here. */
import type { z } from 'zod';
import type { migrationReport, migrationReportQuery } from '../../contract/panel/migrations.js';
import type { PanelContext } from '../context.js';
import { notFound, ProblemError } from '../http/problem-error.js';
import { addressOf } from '../instances/service.js';
import { cut } from './states.js';

/** @throws ProblemError 404; 409 for a target whose site is not in the panel any more; AgentError */
export async function readReport(
  panel: PanelContext,
  migrationId: number,
  targetId: number,
  query: z.output<typeof migrationReportQuery>,
): Promise<z.input<typeof migrationReport>> {
  const row = await panel.prisma.migrationTarget.findFirst({
    where: { id: targetId, migrationId },
    include: { instance: true },
  });
  if (!row) throw notFound('Target', targetId);
  if (row.importId === null) return { entries: [], next: null };
  if (!row.instance) {
    throw new ProblemError(409, 'The site is gone', {
      detail: `${row.instanceName} was deleted from the panel, and its report lies there.`,
    });
  }
  const { after, limit, outcome, kind } = query;
  const wanted = { id: row.importId, after, limit, outcome, kind };
  const reply = await panel.agents.migration.importLog(addressOf(panel, row.instance), wanted);
  const entries = reply.entries.slice(0, limit);
  const last = entries.at(-1)?.n ?? after;
  return {
    entries: entries.map((entry) => ({ ...entry, name: cut(entry.name), message: cut(entry.message) })),
    // A page that is not full is the last; one that does not lead on must not be asked for again and again.
    next: entries.length === limit && last > after ? last : null,
  };
}
