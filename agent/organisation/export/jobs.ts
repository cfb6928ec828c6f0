/** Who holds what, with the names of the departments and positions, so that it can be brought in on its own. */
import { unixTime } from '../../../runtime/unix-time.js';
import type { Exporter, ExportJob } from '../../migration/exporter.js';
import type { EntityRow } from '../../migration/format/entities.js';
import type { SettingSpec } from '../../migration/settings.js';
import type { Prisma } from '../../store/generated/client.js';
import { heldAt } from '../jobs.js';
import { USER_BATCH, usersById } from '../site-users.js';

const settings: readonly SettingSpec[] = [
  {
    name: 'export_instances',
    kind: 'choice',
    choices: ['all', 'current'],
    default: 'all',
    description: 'All jobs, or only those that have begun and not ended.',
  },
];

const wanted = ({ context, settings }: Pick<ExportJob, 'context' | 'settings'>): Prisma.OrgJobWhereInput =>
  settings.export_instances === 'current' ? heldAt(context.clock()) : {};

const unit = { include: { framework: { select: { name: true } } } } as const;
type Unit = Prisma.OrgUnitGetPayload<typeof unit>;
const unitRef = (unit: Unit | null) =>
  unit && { framework: unit.framework.name, name: unit.name, idnumber: unit.idnumber };

/** Jobs of people who are no longer on the site are left out. */
async function* rows(job: ExportJob, total: number): AsyncGenerator<EntityRow<'jobs'>> {
  const { context, run } = job;
  for (let after = 0, done = 0; ;) {
    run.signal.throwIfAborted();
    const page = await context.store.prisma.orgJob.findMany({
      where: { AND: [wanted(job), { id: { gt: after } }] },
      include: { department: unit, position: unit },
      orderBy: { id: 'asc' },
      take: USER_BATCH,
    });
    const users = await usersById(
      context.site,
      page.map(({ userId }) => userId),
    );
    for (const row of page) {
      const user = users.get(row.userId);
      if (user === undefined) continue;
      const { id, username, email, idnumber } = user;
      yield {
        id: row.id,
        user: { id, username, email, idnumber },
        department: row.departmentId,
        position: row.positionId,
        startdate: unixTime(row.startDate),
        enddate: row.endDate && unixTime(row.endDate),
        departmentref: unitRef(row.department),
        positionref: unitRef(row.position),
      };
    }
    if (page.length < USER_BATCH) return;
    after = page.at(-1)!.id;
    done += page.length;
    run.progress(Math.min(1, done / total));
  }
}

export const jobsExporter: Exporter = {
  name: 'tool_organisation\\tool_wp\\exporter\\jobs',
  title: 'organisation-jobs',
  settings,
  capabilities: ['moodle/site:configview', 'moodle/user:viewalldetails'],
  available: async () => true,
  count: async (job) => ({ jobs: await job.context.store.prisma.orgJob.count({ where: wanted(job) }) }),
  async write(job) {
    const total = await job.context.store.prisma.orgJob.count({ where: wanted(job) });
    await job.out.rows('jobs', rows(job, total));
  },
};
