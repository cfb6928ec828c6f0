import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { organisationReply, orgJobsReply } from '../../contract/agent/organisation.js';
import { SettingsRefused, resolveSettings } from '../migration/settings.js';
import { entityRows } from '../migration/format/entities.js';
import { fixtureSite } from '../testing/fixture-site.js';
import { startHttpAgent, type HttpAgent } from '../testing/http-agent.js';
import { createTestContext, type TestContext } from '../testing/test-context.js';
import { createFixture, createSqlite, type TestDatabase } from '../testing/test-databases.js';
import { orgstructureExporter } from './export/orgstructure.js';
import { bringIn, exported, handMadeJob, memoryFile } from './testing/hand-made-job.js';

let database: TestDatabase;
let agent: HttpAgent;
beforeAll(async () => {
  database = await createFixture({ name: 'SQLite', create: createSqlite });
  const site = fixtureSite(database);
  const number = sql`ALTER TABLE ${sql.table('user')} ADD COLUMN idnumber VARCHAR(255) NOT NULL DEFAULT ''`;
  await number.execute(site.database.db);
  await site.close();
});
afterAll(() => database.drop());
beforeEach(async () => {
  agent = await startHttpAgent({ site: fixtureSite(database) });
});
afterEach(() => agent.stop());

const start = new Date('2025-09-01T00:00:00Z');

/** Two frameworks, a unit below another that was made later, jobs of three people, one of them of the past. */
async function furnish({ store: { prisma } }: TestContext) {
  const departments = await prisma.orgFramework.create({
    data: { kind: 'department', name: 'Faculties', idnumber: 'FAC', createdAt: start },
  });
  const positions = await prisma.orgFramework.create({
    data: { kind: 'position', name: 'Posts', createdAt: start },
  });
  const unit = (frameworkId: number, name: string, more: object = {}) =>
    prisma.orgUnit.create({ data: { frameworkId, name, ...more } });
  const maths = await unit(departments.id, 'Mathematics', { idnumber: 'M' });
  const science = await unit(departments.id, 'Science', { idnumber: 'S', description: '<p>Here</p>' });
  await prisma.orgUnit.update({ where: { id: maths.id }, data: { parentId: science.id } });
  const dean = await unit(positions.id, 'Dean', { globalManager: true });
  const clerk = await unit(positions.id, 'Clerk', { parentId: dean.id });
  const job = (userId: number, departmentId: number | null, positionId: number, endDate?: Date) =>
    prisma.orgJob.create({ data: { userId, departmentId, positionId, startDate: start, endDate } });
  await job(3, science.id, dean.id);
  await job(4, maths.id, clerk.id, new Date('2025-10-01T00:00:00Z'));
  await job(5, null, clerk.id);
  await job(6, null, clerk.id);
  return { departments, positions, maths, science, dean, clerk };
}

const everything = async (context: TestContext) => {
  const rows = await exported(context, 'orgstructure');
  for (const [kind, list] of await exported(context, 'jobs')) rows.set(kind, list);
  return rows;
};

test('the organisation and its people are read through the agent', async () => {
  const { science, maths, clerk } = await furnish(agent.context);
  const answer = await agent.ask('/organisation');
  const { frameworks, jobs } = organisationReply.parse(answer.body);
  expect(jobs).toBe(3);
  expect(frameworks.map(({ kind, name, units }) => [kind, name, units.map((u) => [u.name, u.jobs])])).toEqual(
    [
      [
        'department',
        'Faculties',
        [
          ['Science', 1],
          ['Mathematics', 0],
        ],
      ],
      [
        'position',
        'Posts',
        [
          ['Dean', 1],
          ['Clerk', 2],
        ],
      ],
    ],
  );
  expect(frameworks[0]!.units[1]).toMatchObject({ id: maths.id, parentid: science.id, idnumber: 'M' });

  const first = orgJobsReply.parse((await agent.ask(`/organisation/jobs?unitid=${clerk.id}&limit=2`)).body);
  expect(first.jobs.map((job) => [job.fullname, job.username, job.department, job.position])).toEqual([
    ["Bor O'Hara", 'bor', 'Mathematics', 'Clerk'],
    ['100% Under_score', 'wild', null, 'Clerk'],
  ]);
  const rest = await agent.ask(`/organisation/jobs?unitid=${clerk.id}&limit=2&after=${first.next}`);
  expect(orgJobsReply.parse(rest.body)).toMatchObject({ jobs: [{ userid: 6, username: '' }], next: null });
  expect((await agent.ask('/organisation', { key: null })).status).toBe(401);
});

describe('the exporters', () => {
  test('have the settings that Workplace shows', () => {
    const { settings } = orgstructureExporter;
    expect(JSON.stringify(resolveSettings(settings, {}))).toBe(
      '{"export_instances":"all","select_frameworks":[]}',
    );
    expect(JSON.stringify(resolveSettings(settings, { export_instances: 'positions' }))).toBe(
      '{"export_instances":"positions","select_frameworks":[]}',
    );
  });

  test('export what is chosen, and refuse a framework that is not there', async () => {
    const { departments, positions } = await furnish(agent.context);
    const only = await exported(agent.context, 'orgstructure', { export_instances: 'positions' });
    expect([...only.keys()]).toEqual(['positionframeworks', 'positions']);
    const one = await exported(agent.context, 'orgstructure', { select_frameworks: [departments.id] });
    expect([...one.keys()]).toEqual(['departmentframeworks', 'departments']);
    const all = await everything(agent.context);
    for (const [kind, rows] of all) for (const row of rows) entityRows[kind].parse(row);
    // Nobody is left of the fourth job.
    expect(all.get('jobs')).toHaveLength(3);
    const settings = { export_instances: 'departments', select_frameworks: [positions.id] };
    const counted = orgstructureExporter.count({ context: agent.context, settings });
    await expect(counted).rejects.toThrow(SettingsRefused);
  });
});

describe('the importers', () => {
  let target: TestContext;
  beforeEach(async () => {
    target = await createTestContext({ site: fixtureSite(database) });
  });
  afterEach(() => target.dispose());

  test('bring it all to another agent, once', async () => {
    await furnish(agent.context);
    const rows = await everything(agent.context);
    // Children before their parents.
    rows.get('departments')!.reverse();
    const file = memoryFile(rows);

    const dry = handMadeJob(target, { dryRun: true });
    await bringIn(dry, file);
    expect([dry.count('created'), dry.count('skipped')]).toEqual([9, 0]);
    expect(await target.store.prisma.orgFramework.count()).toBe(0);

    const ids = new Map<string, number>();
    const first = handMadeJob(target, {}, ids);
    await bringIn(first, file);
    expect([first.count('created'), first.entries.get('jobs')?.length]).toEqual([9, 3]);
    expect(first.told('departments')).toEqual(['1 created Mathematics', '2 created Science']);
    const moved = await everything(target);
    const withoutIds = (list: unknown) =>
      JSON.parse(
        JSON.stringify(list, (key, value: unknown) =>
          ['id', 'framework', 'parent', 'department', 'position'].includes(key) && typeof value === 'number'
            ? 0
            : value,
        ),
      ) as unknown;
    expect(withoutIds(moved.get('jobs'))).toEqual(withoutIds(rows.get('jobs')));
    expect(moved.get('departments')).toMatchObject([
      { name: 'Science', parent: null },
      { name: 'Mathematics' },
    ]);

    // With and without the memory of the first.
    for (const memory of [ids, new Map<string, number>()]) {
      const again = handMadeJob(target, {}, memory);
      await bringIn(again, file);
      expect([again.count('matched'), again.count('created')]).toEqual([9, 0]);
    }
    expect(await target.store.prisma.orgJob.count()).toBe(3);

    // Begun again after the agent died: what was told stays as it was told.
    await bringIn(first, file);
    expect([first.count('created'), first.count('matched')]).toEqual([9, 0]);
  });

  test('say by line what cannot be brought in, and leave what differs as it is', async () => {
    await furnish(target);
    const unit = (id: number, parent: number | null, name: string, idnumber: string | null = null) => ({
      id,
      framework: 1,
      parent,
      name,
      idnumber,
      description: '',
      descriptionformat: 1,
    });
    const file = memoryFile(
      new Map<never, never[]>([
        ['departmentframeworks', [{ id: 1, name: 'Other name', idnumber: 'FAC' }]],
        [
          'departments',
          [
            unit(1, 2, 'Ring A'),
            unit(2, 1, 'Ring B'),
            unit(3, 1, 'Below the ring'),
            unit(4, 99, 'Orphan'),
            unit(5, null, 'Renamed', 'S'),
            unit(6, 5, 'New below', 'N'),
            unit(7, null, 'Same number', 'N'),
            { ...unit(8, null, 'Homeless'), framework: 5 },
          ],
        ],
      ] as never),
    );
    const job = handMadeJob(target);
    await bringIn(job, file);
    expect(job.told('departmentframeworks')).toEqual(['1 conflict Other name']);
    expect(job.told('departments')).toEqual([
      '1 failed Ring A',
      '2 failed Ring B',
      '3 failed Below the ring',
      '4 failed Orphan',
      '5 conflict Renamed',
      '6 created New below',
      '7 failed Same number',
      '8 skipped Homeless',
    ]);
    const messages = job.entries.get('departments')!.map(({ message }) => message);
    expect(messages[0]).toBe('It would stand above itself: 1 → 2 → 1.');
    expect(messages[2]).toBe('The unit above it (line 1) is not brought in.');
    expect(messages[6]).toBe('The number N is that of line 6 already.');
    const made = await target.store.prisma.orgUnit.findFirstOrThrow({
      where: { idnumber: 'N' },
      include: { parent: true },
    });
    expect(made.parent).toMatchObject({ name: 'Science', idnumber: 'S' });
  });

  test('find the people of jobs by name, address or number, and skip strangers', async () => {
    await furnish(target);
    const job = (id: number, username: string, email: string, position = 'Clerk') => ({
      id,
      user: { id: 1000 + id, username, email, idnumber: '' },
      department: null,
      position: 77,
      startdate: 1_700_000_000,
      enddate: null,
      departmentref: null,
      positionref: { framework: 'Posts', name: position, idnumber: null },
    });
    const rows = [
      job(1, 'bor', 'elsewhere@example.com'),
      job(2, 'annie', 'ana@example.com'),
      job(3, 'stranger', 'stranger@example.com'),
      job(4, 'wild', '', 'Nobody knows'),
    ];
    const made = handMadeJob(target);
    await bringIn(made, memoryFile(new Map([['jobs', rows]])));
    expect(made.told('jobs')).toEqual([
      '1 created bor, Clerk',
      '2 created annie, Clerk',
      '3 skipped stranger, Clerk',
      '4 skipped wild, Nobody knows',
    ]);
    const stored = await target.store.prisma.orgJob.findMany({
      where: { startDate: new Date(1_700_000_000_000) },
    });
    expect(stored.map(({ userId }) => userId)).toEqual([4, 3]);
  });
});
