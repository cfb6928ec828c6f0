/** Takes over what became of the requests that a rollout has ordered. */
import { z } from 'zod';
import { changeReason, type ChangeReason } from '../../contract/agent/changes.js';
import type { Transaction } from '../db/database.js';
import type { Prisma } from '../db/generated/client.js';
import { isOpen } from '../tasks/states.js';
import type { Ledger } from './ledger.js';

/** Minutes that the look at a site after its update has at least. */
const CHECK_TIME = 10;

const include = { task: true, items: { orderBy: { id: 'asc' } } } satisfies Prisma.UpdateRequestInclude;
type Ended = Prisma.UpdateRequestGetPayload<{ include: typeof include }>;

export async function noteEnds(tx: Transaction, ledger: Ledger): Promise<void> {
  const waiting = new Map(
    ledger.sites().flatMap((site) => {
      if (site.state === 'updating' && site.requestId !== null) return [[site.requestId, site]];
      if (site.dryState === 'running' && site.dryRequestId !== null) return [[site.dryRequestId, site]];
      return [];
    }),
  );
  if (waiting.size === 0) return;
  const requests = await tx.updateRequest.findMany({ where: { id: { in: [...waiting.keys()] } }, include });
  for (const request of requests) {
    const site = waiting.get(request.id);
    if (!site || isOpen(request.task.status)) continue;
    if (request.dryRun) ledger.setSites([site], dryEnd(request));
    else {
      const failed = failureOf(request);
      const shortest = new Date(ledger.now.getTime() + CHECK_TIME * 60_000);
      ledger.setSites([site], {
        changes: changesOf(request),
        error: failed,
        ...(failed === null
          ? {
              state: 'checking',
              nextAt: ledger.now,
              deadlineAt: site.deadlineAt && site.deadlineAt > shortest ? site.deadlineAt : shortest,
            }
          : { state: 'failed', finishedAt: ledger.now, deadlineAt: null, nextAt: null }),
      });
    }
  }
}

function dryEnd(request: Ended) {
  const reasons = reasonsOf(request);
  const good = request.task.status === 'succeeded' && reasons.length === 0;
  const dryState = good ? 'ok' : reasons.length > 0 ? 'reasons' : 'failed';
  const error = dryState === 'failed' ? failureOf(request) : null;
  return { dryState, error, reasons, changes: changesOf(request), deadlineAt: null, nextAt: null };
}

/** Null when all of it was done. */
function failureOf(request: Ended): string | null {
  const failed = request.items.filter((item) => item.status === 'failed');
  if (request.task.status === 'succeeded' && failed.length === 0) return null;
  if (request.task.status === 'cancelled') return request.task.error ?? 'The update was cancelled.';
  const words = failed
    .filter((item) => item.error)
    .map((item) => (item.component ? `${item.component}: ${item.error}` : item.error));
  return [...new Set([...(words.length > 0 ? words : [request.task.error ?? 'The update failed.'])])]
    .join(' ')
    .slice(0, 2000);
}

function reasonsOf(request: Ended): ChangeReason[] {
  const lists = [...request.items.map((item) => item.reasons), reportReasons(request.report)];
  const all = lists.flatMap((list) =>
    z
      .array(changeReason)
      .catch([])
      .parse(list ?? []),
  );
  return [...new Map(all.map((reason) => [`${reason.code}\n${reason.message}`, reason])).values()].slice(
    0,
    50,
  );
}

const reportReasons = (report: unknown): unknown =>
  z.object({ reasons: z.unknown() }).catch({ reasons: [] }).parse(report).reasons;

const changesOf = (request: Ended) =>
  request.items.map((item) => ({
    component: item.component ?? 'zip',
    from: item.fromVersion,
    to: item.toVersion,
  }));
