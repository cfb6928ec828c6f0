/** Keeps the store from growing for ever. */
import { schedule } from 'node-cron';
import type { AgentContext } from './context.js';
import { tidyCopies } from './course-copies/tidy.js';
import { tidyExports } from './migration/export/tidy-exports.js';
import { tidyImports } from './migration/import/tidy-imports.js';
import { tidyWorkplaceFiles } from './migration/workplace/workplace-file.js';
import { pruneKept } from './packages/workspace.js';
import { tidyUploads } from './uploads/tidy-uploads.js';
import { sweepDrafts } from './webservice/drafts/sweep-drafts.js';

const DAY = 24 * 60 * 60 * 1000;
/** Days for which logs of ended tasks, and the tasks themselves with their callbacks, are kept. */
const KEEP_LOGS = 90;
const KEEP_TASKS = 365;

/** One pass: removes what is too old to be asked for. Open tasks and undelivered callbacks always stay. */
export async function tidy({ store, clock }: Pick<AgentContext, 'store' | 'clock'>): Promise<void> {
  const { prisma } = store;
  const before = (days: number) => new Date(clock().getTime() - days * DAY);
  await store.idempotency.prune();
  await prisma.taskLogLine.deleteMany({ where: { task: { finishedAt: { lt: before(KEEP_LOGS) } } } });
  await prisma.delivery.deleteMany({
    where: { status: { not: 'waiting' }, finishedAt: { lt: before(KEEP_TASKS) } },
  });
  await prisma.task.deleteMany({
    where: { finishedAt: { lt: before(KEEP_TASKS) }, deliveries: { none: { status: 'waiting' } } },
  });
}

/** Tidies now and every night. @returns what ends it */
export function keepTidy(context: AgentContext): () => void {
  const since = new Date();
  const { site, config, clock, logger } = context;
  const passes: readonly [what: string, pass: () => Promise<unknown>][] = [
    ['old tasks', () => tidy(context)],
    ['archives of course copies', () => tidyCopies(context)],
    ['old code', () => pruneKept(site.config, config.keepOldDays, clock())],
    ['old exports', () => tidyExports(context)],
    ['old uploads', () => tidyUploads(context)],
    ['old imports', () => tidyImports(context)],
    ['copies of exports of Workplace', () => tidyWorkplaceFiles(context)],
    ['old drafts', () => sweepDrafts(context, since)],
  ];
  const pass = async () => {
    for (const [what, remove] of passes) {
      await remove().catch((err: unknown) => logger.error({ err }, `${what} could not be removed`));
    }
  };
  void pass();
  const nightly = schedule('17 3 * * *', pass, { name: 'tidy', noOverlap: true });
  return () => void nightly.destroy();
}
