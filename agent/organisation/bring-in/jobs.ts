/** Jobs out of an export file. */
import type { OrgFrameworkKind } from '../../../contract/agent/organisation.js';
import type { EntityRow } from '../../migration/format/entities.js';
import type { ExportFile } from '../../migration/format/export-file.js';
import type { ImportEntry, ImportJob, KindImporter } from '../../migration/importer.js';
import { TaskFailure } from '../../tasks/handler.js';
import { findUsers, USER_BATCH } from '../site-users.js';
import type { Store } from '../units.js';
import { reportNew } from './report.js';
import { planFile } from './units.js';

type Row = EntityRow<'jobs'>;

/** What they hold is kept until all of them are written in one transaction. */
const MAX_JOBS = 200_000;

/** Something of this site; `coming` is what the dry run of the same file would make. */
type Found = number | 'coming' | null;

interface PlannedJob {
  entry: ImportEntry;
  data: {
    userId: number;
    departmentId: number | null;
    positionId: number | null;
    startDate: Date;
    endDate: Date | null;
  } | null;
}

const nameOf = ({ user, positionref, departmentref }: Row) =>
  [user.username, positionref?.name, departmentref?.name].filter(Boolean).join(', ');

/** What the units of the file are here. */
class UnitFinder {
  readonly #coming = new Map<OrgFrameworkKind, Set<number>>();
  readonly #byRef = new Map<string, number | null>();

  constructor(
    private readonly job: ImportJob,
    private readonly file: ExportFile,
  ) {}

  /** @returns undefined for a unit that the job names and that is not here */
  async find(kind: OrgFrameworkKind, row: Row): Promise<Found | undefined> {
    const sourceId = row[kind];
    if (sourceId === null) return null;
    const { prisma } = this.job.context.store;
    const mapped = await this.job.ids.get(`${kind}s`, sourceId);
    const where = { id: mapped ?? 0, framework: { kind } };
    if (mapped !== null && (await prisma.orgUnit.count({ where })) > 0) return mapped;
    if (this.job.dryRun && (await this.#comingUnits(kind)).has(sourceId)) return 'coming';
    const ref = row[`${kind}ref`];
    if (ref === null) return undefined;
    const key = JSON.stringify([kind, ref]);
    let found = this.#byRef.get(key);
    if (found === undefined) this.#byRef.set(key, (found = await this.#byName(kind, ref)));
    return found ?? undefined;
  }

  /** By number in the framework of that name, else by name where only one has it. */
  async #byName(kind: OrgFrameworkKind, ref: NonNullable<Row['departmentref']>): Promise<number | null> {
    const { prisma } = this.job.context.store;
    const framework = { kind, name: ref.framework };
    if (ref.idnumber !== null) {
      const found = await prisma.orgUnit.findMany({
        where: { framework, idnumber: ref.idnumber },
        take: 2,
      });
      if (found.length === 1) return found[0]!.id;
    }
    const found = await prisma.orgUnit.findMany({ where: { framework, name: ref.name }, take: 2 });
    return found.length === 1 ? found[0]!.id : null;
  }

  async #comingUnits(kind: OrgFrameworkKind): Promise<Set<number>> {
    let coming = this.#coming.get(kind);
    if (coming === undefined) {
      const { plans } = await planFile(this.file.rows(`${kind}s`), kind, this.job, this.file);
      const units = plans.flatMap(({ plan }) => plan).filter(({ outcome }) => outcome !== 'failed');
      this.#coming.set(kind, (coming = new Set(units.map(({ unit }) => unit.sourceId!))));
    }
    return coming;
  }
}

/** Plans one batch: finds the people together, the units one by one. */
async function planBatch(
  rows: readonly { line: number; row: Row }[],
  job: ImportJob,
  units: UnitFinder,
  comingUsers: ReadonlySet<number>,
): Promise<PlannedJob[]> {
  const matched = await findUsers(
    job.context.site,
    rows.map(({ row }) => row.user),
  );
  const planned: PlannedJob[] = [];
  for (const [i, { line, row }] of rows.entries()) {
    const entry = { line, name: nameOf(row), sourceId: row.id, targetId: null };
    const skip = (message: string) =>
      planned.push({ entry: { ...entry, outcome: 'skipped', message }, data: null });
    const coming = comingUsers.has(row.user.id) ? 'coming' : null;
    const user: Found = (await job.ids.get('users', row.user.id)) ?? matched[i] ?? coming;
    const department = await units.find('department', row);
    const position = await units.find('position', row);
    if (user === null) skip(`The user ${row.user.username} is not on this site.`);
    else if (department === undefined) skip(`The department ${row.departmentref?.name ?? ''} is not here.`);
    else if (position === undefined) skip(`The position ${row.positionref?.name ?? ''} is not here.`);
    else {
      const all = [user, department, position];
      const data = all.includes('coming')
        ? null
        : {
            userId: user as number,
            departmentId: department as number | null,
            positionId: position as number | null,
            startDate: new Date(row.startdate * 1000),
            endDate: row.enddate === null ? null : new Date(row.enddate * 1000),
          };
      planned.push({ entry: { ...entry, outcome: 'created', message: '' }, data });
    }
  }
  return planned;
}

type JobKey = Pick<NonNullable<PlannedJob['data']>, 'userId' | 'departmentId' | 'positionId' | 'startDate'>;
const keyOf = ({ userId, departmentId, positionId, startDate }: JobKey) =>
  [userId, departmentId, positionId, startDate.getTime()].join('/');

/** Much faster than the client's own way; nothing else of the agent reaches its store meanwhile. */
async function insertJobs(store: Store, jobs: readonly PlannedJob[]): Promise<(JobKey & { id: number })[]> {
  // The store keeps times in milliseconds.
  const data = jobs.map(({ data }) => ({
    ...data,
    startDate: data!.startDate.getTime(),
    endDate: data!.endDate?.getTime() ?? null,
  }));
  const rows = await store.$queryRaw<Record<'id' | keyof JobKey, number | bigint | null>[]>`
    INSERT INTO "OrgJob" ("userId", "departmentId", "positionId", "startDate", "endDate")
    SELECT value ->> 'userId', value ->> 'departmentId', value ->> 'positionId', value ->> 'startDate', value ->> 'endDate'
    FROM json_each(${JSON.stringify(data)})
    RETURNING "id", "userId", "departmentId", "positionId", CAST("startDate" AS INTEGER) AS "startDate"`;
  const number = (value: number | bigint | null) => (value === null ? null : Number(value));
  return rows.map((row) => ({
    id: Number(row.id),
    userId: Number(row.userId),
    departmentId: number(row.departmentId),
    positionId: number(row.positionId),
    startDate: new Date(Number(row.startDate)),
  }));
}

/** Finds those that are here, and makes the others unless it is a dry run. Changes the entries. */
async function writeJobs(store: Store, plan: readonly PlannedJob[], job: ImportJob): Promise<void> {
  const open = plan.filter((planned) => planned.data !== null);
  const made = new Map<string, { id: number | null; endDate: Date | null }>();
  for (let at = 0; at < open.length; at += USER_BATCH) {
    job.run.signal.throwIfAborted();
    const part = open.slice(at, at + USER_BATCH);
    const userId = { in: part.map(({ data }) => data!.userId) };
    for (const row of await store.orgJob.findMany({ where: { userId } })) made.set(keyOf(row), row);
    const fresh = new Map<string, PlannedJob>();
    for (const planned of part) {
      const key = keyOf(planned.data!);
      const here = made.get(key);
      if (here === undefined) {
        fresh.set(key, planned);
        made.set(key, { id: null, endDate: planned.data!.endDate });
        continue;
      }
      const same = here.endDate?.getTime() === planned.data!.endDate?.getTime();
      planned.entry.outcome = same ? 'matched' : 'conflict';
      planned.entry.message = same ? '' : 'It ends at another time here, and was left as it is.';
      planned.entry.targetId = here.id;
    }
    if (job.dryRun || fresh.size === 0) continue;
    for (const { id, ...row } of await insertJobs(store, [...fresh.values()])) {
      const planned = fresh.get(keyOf(row))!;
      planned.entry.targetId = id;
      made.set(keyOf(row), { id, endDate: planned.data!.endDate });
    }
  }
}

/** People whom the same file would bring. */
async function usersInFile(job: ImportJob, file: ExportFile): Promise<Set<number>> {
  const ids = new Set<number>();
  if (!job.dryRun || (file.manifest.counts.users ?? 0) === 0) return ids;
  for await (const { row } of file.rows('users')) ids.add(row.id);
  return ids;
}

export const jobImporter: KindImporter<'jobs'> = {
  kind: 'jobs',
  settings: [],
  capabilities: ['moodle/cohort:manage', 'moodle/cohort:assign'],
  async import(rows, job, file) {
    const units = new UnitFinder(job, file);
    const comingUsers = await usersInFile(job, file);
    const plan: PlannedJob[] = [];
    let batch: { line: number; row: Row }[] = [];
    const flush = async () => {
      job.run.signal.throwIfAborted();
      plan.push(...(await planBatch(batch, job, units, comingUsers)));
      batch = [];
    };
    for await (const row of rows) {
      if (plan.length + batch.length >= MAX_JOBS)
        throw new TaskFailure(`More than ${MAX_JOBS} jobs cannot be brought in at once.`);
      batch.push(row);
      if (batch.length === USER_BATCH) await flush();
    }
    await flush();
    const { prisma } = job.context.store;
    if (job.dryRun) await writeJobs(prisma, plan, job);
    else {
      await prisma.$transaction((tx) => writeJobs(tx, plan, job));
      const pairs = plan.flatMap(({ entry: { sourceId, targetId } }) =>
        sourceId === null || targetId === null ? [] : [{ sourceId, targetId }],
      );
      await job.ids.set('jobs', pairs);
    }
    await reportNew(
      job,
      'jobs',
      plan.map(({ entry }) => entry),
    );
  },
};
