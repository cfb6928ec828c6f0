/** Who holds which position in which department. */
import type { OrgJob } from '../../contract/agent/organisation.js';
import { unixTime } from '../../runtime/unix-time.js';
import type { AgentContext } from '../context.js';
import { usersById } from './site-users.js';
import type { Store } from './units.js';

/** Jobs that have begun and not ended. */
export const heldAt = (now: Date) => ({
  startDate: { lte: now },
  OR: [{ endDate: null }, { endDate: { gt: now } }],
});

/** Current jobs of each unit by its id; one that names a department and a position counts for both. */
export async function countJobs(store: Store, now: Date): Promise<Map<number, number>> {
  const where = heldAt(now);
  const counts = new Map<number, number>();
  const add = (id: number | null, n: number) => {
    if (id !== null) counts.set(id, (counts.get(id) ?? 0) + n);
  };
  const departments = await store.orgJob.groupBy({ by: ['departmentId'], where, _count: true });
  for (const { departmentId, _count } of departments) add(departmentId, _count);
  const positions = await store.orgJob.groupBy({ by: ['positionId'], where, _count: true });
  for (const { positionId, _count } of positions) add(positionId, _count);
  return counts;
}

/**
 * Jobs by id, those of a unit where it is given, past and coming ones too.
 * @param after id of the last that is known
 */
export async function listJobs(
  { store, site }: AgentContext,
  { unitid, after, limit }: { unitid?: number; after: number; limit: number },
): Promise<{ jobs: OrgJob[]; next: number | null }> {
  const rows = await store.prisma.orgJob.findMany({
    where: {
      id: { gt: after },
      ...(unitid !== undefined && { OR: [{ departmentId: unitid }, { positionId: unitid }] }),
    },
    include: { department: { select: { name: true } }, position: { select: { name: true } } },
    orderBy: { id: 'asc' },
    take: limit + 1,
  });
  const page = rows.slice(0, limit);
  const users = await usersById(
    site,
    page.map((job) => job.userId),
  );
  const jobs = page.map((job) => ({
    id: job.id,
    userid: job.userId,
    username: users.get(job.userId)?.username ?? '',
    fullname: users.get(job.userId)?.fullname ?? '',
    departmentid: job.departmentId,
    department: job.department?.name ?? null,
    positionid: job.positionId,
    position: job.position?.name ?? null,
    startdate: unixTime(job.startDate),
    enddate: job.endDate && unixTime(job.endDate),
  }));
  return { jobs, next: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}
