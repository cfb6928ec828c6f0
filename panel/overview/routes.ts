import { overview } from '../../contract/panel/account.js';
import { defineRoute } from '../http/route.js';
import { openStates } from '../tasks/states.js';

const DAY = 24 * 3_600_000;

export const overviewRoutes = [
  defineRoute({
    method: 'GET',
    path: '/overview',
    operationId: 'overview',
    summary: 'The numbers of the first page',
    tag: 'Overview',
    role: 'viewer',
    status: 200,
    response: overview,
    async handler({ panel: { prisma, clock } }) {
      const kept = { link: { not: null }, deletedAt: null };
      const [states, sums, backups, open, updates, failed] = await Promise.all([
        prisma.instance.groupBy({ by: ['connectionState'], _count: true }),
        prisma.instance.aggregate({ _sum: { userCount: true, courseCount: true } }),
        prisma.backup.aggregate({ where: kept, _count: true, _sum: { size: true } }),
        prisma.task.count({ where: { status: { in: openStates } } }),
        prisma.instance.count({ where: { updateCount: { gt: 0 } } }),
        prisma.task.count({
          where: {
            status: 'failed',
            finishedAt: { gt: new Date(clock().getTime() - DAY) },
            // A dry run that found reasons against a change has done its work.
            NOT: { updateRequest: { dryRun: true } },
          },
        }),
      ]);
      const instances = states.reduce((sum, row) => sum + row._count, 0);
      const count = (state: string) => states.find((row) => row.connectionState === state)?._count ?? 0;
      return {
        instances,
        connected: count('connected'),
        need_attention: instances - count('connected') - count('unknown'),
        users: sums._sum.userCount ?? 0,
        courses: sums._sum.courseCount ?? 0,
        backups: backups._count,
        backup_bytes: Number(backups._sum.size ?? 0),
        tasks_open: open,
        tasks_failed_24h: failed,
        sites_with_updates: updates,
      };
    },
  }),
];
