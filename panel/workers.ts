/** What runs beside the requests: following open tasks, syncs by schedule, cleaning up. */
import type { PanelContext } from './context.js';
import { startJobs, type Jobs } from './jobs/jobs.js';
import { MigrationRunner } from './migrations/service.js';
import { RolloutRunner } from './rollouts/service.js';
import { TaskReconciler } from './tasks/reconciler.js';

export interface Workers {
  reconciler: TaskReconciler;
  jobs: Jobs;
  stop(): Promise<void>;
}

export async function startWorkers(panel: PanelContext): Promise<Workers> {
  // The embedded database has no other process on it: whoever was sending an order is dead.
  if (panel.database.embedded) {
    await panel.prisma.task.updateMany({ where: { orderState: 'unsent' }, data: { orderLease: null } });
    const free = { data: { leaseUntil: null, leaseToken: null } };
    await panel.prisma.rolloutSite.updateMany(free);
    await panel.prisma.migration.updateMany(free);
    await panel.prisma.migrationTarget.updateMany(free);
  }
  const jobs = await startJobs(panel);
  const reconciler = new TaskReconciler(panel);
  reconciler.start();
  const rollouts = new RolloutRunner(panel);
  rollouts.start();
  const migrations = new MigrationRunner(panel);
  migrations.start();
  return {
    reconciler,
    jobs,
    stop: async () =>
      void (await Promise.all([reconciler.stop(), rollouts.stop(), migrations.stop(), jobs.stop()])),
  };
}
