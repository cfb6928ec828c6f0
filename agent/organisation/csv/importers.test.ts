import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SettingsRefused } from '../../migration/settings.js';
import type { MigrationSettings } from '../../../contract/agent/migration.js';
import type { FileImporter } from '../../migration/importer.js';
import { createTestContext, type TestContext } from '../../testing/test-context.js';
import { readOrganisation } from '../organisation.js';
import { handMadeJob } from '../testing/hand-made-job.js';
import { csvImporters } from './importers.js';

const [departments, positions] = csvImporters as [FileImporter, FileImporter];
/** As Workplace's documentation has it. */
const sample = `idnumber,parent,name,description,ismanager
CEO,,Chief Executive Officer,Chief Executive Officer position,1
COO,CEO,Chief Operating Officer,Chief Operating Officer position,1
HMD,COO,Head of Marketing and Design,Head of Marketing and Design position,1
MCO,HMD,Marketing Consultant,Marketing Consultant position,0
OM,COO,Office Manager,Office Manager position,0
`;

let context: TestContext;
beforeEach(async () => {
  context = await createTestContext();
});
afterEach(() => context.dispose());

async function source(text: string | Buffer, name = 'positions.csv') {
  const path = join(context.folder, `upload-${name}`);
  await writeFile(path, text);
  return { path, name };
}
async function run(
  importer: FileImporter,
  text: string,
  {
    settings = {},
    dryRun = false,
    name,
  }: { settings?: MigrationSettings; dryRun?: boolean; name?: string } = {},
) {
  const file = await source(text, name);
  const job = handMadeJob(context, { settings: await importer.settings(file, settings, context), dryRun });
  await importer.import(file, job);
  return job;
}
/** Units as `name < parent`. */
async function tree() {
  const { frameworks } = await readOrganisation(context);
  return frameworks.map(({ name, units }) => {
    const names = new Map(units.map((unit) => [unit.id, unit.name]));
    return [name, units.map(({ name: own, parentid }) => `${own} < ${names.get(parentid ?? 0) ?? ''}`)];
  });
}

describe('the settings', () => {
  test('are those that Workplace shows, in its order', async () => {
    const file = await source(sample);
    expect(JSON.stringify(await positions.settings(file, {}, context))).toBe(
      '{"target_framework":"new","hierarchy":"selected","identifier":"idnumber","csvmapping:name":"name","csvmapping:idnumber":"idnumber","csvmapping:description":"description","csvmapping:descriptionformat":"","csvdefault:descriptionformat":"1","csvmapping:parentid":"parent","csvmapping:globalmanager":"","csvmapping:departmentmanager":"","select_framework":null}',
    );
    const given = { 'csvmapping:globalmanager': 'ismanager' };
    expect(await positions.settings(file, given, context)).toMatchObject(given);
    expect(JSON.stringify(await departments.settings(file, {}, context))).toBe(
      '{"target_framework":"new","hierarchy":"selected","identifier":"idnumber","csvmapping:name":"name","csvmapping:idnumber":"idnumber","csvmapping:description":"description","csvmapping:descriptionformat":"","csvdefault:descriptionformat":"1","csvmapping:parentid":"parent","select_framework":null}',
    );
  });

  test.each<[string, MigrationSettings, string]>([
    ['a setting that there is not', { strange: '1' }, 'no setting "strange"'],
    ['a column that the file has not', { 'csvmapping:name': 'title' }, 'Choose from: idnumber, parent, name'],
    ['no column of names', { 'csvmapping:name': '' }, 'must name a column'],
    ['parents by numbers without numbers', { 'csvmapping:idnumber': '' }, 'set "identifier" to "name"'],
    [
      'a framework that is not there',
      { target_framework: 'existing', select_framework: 9 },
      'select_framework',
    ],
    ['a format that Moodle has not', { 'csvdefault:descriptionformat': '7' }, 'takes one of'],
  ])('refuse %s', async (_, given, message) => {
    const resolving = positions.settings(await source(sample), given, context);
    await expect(resolving).rejects.toThrow(SettingsRefused);
    await expect(resolving).rejects.toThrow(message);
  });

  test('find the columns of managers by their other names', async () => {
    const file = await source('Name;Manager;DepartmentManager;Parent\n');
    expect(await positions.settings(file, {}, context)).toMatchObject({
      identifier: 'name',
      'csvmapping:name': 'Name',
      'csvmapping:globalmanager': 'Manager',
      'csvmapping:departmentmanager': 'DepartmentManager',
      'csvmapping:parentid': 'Parent',
    });
  });
});

test('a text with a column of names, or a CSV of any columns, is taken, and a zip never', async () => {
  expect(await positions.accepts(await source(sample))).toBe(true);
  expect(await departments.accepts(await source('\uFEFFidnumber\tname\n'))).toBe(true);
  expect(await positions.accepts(await source('Titel;Nummer\n', 'stellen.CSV'))).toBe(true);
  expect(await positions.accepts(await source('one,two\n1,2\n', 'notes.txt'))).toBe(false);
  expect(await positions.accepts(await source(''))).toBe(false);
  const zip = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(40), Buffer.from('name\n')]);
  expect(await positions.accepts(await source(zip, 'export.csv'))).toBe(false);
});

describe('an import', () => {
  test('makes the framework of the file with its hierarchy, and nothing the second time', async () => {
    const settings = { 'csvmapping:globalmanager': 'ismanager' };
    const dry = await run(positions, sample, { settings, dryRun: true });
    expect([dry.count('created'), await tree()]).toEqual([6, []]);

    // Children before their parents.
    const [header, ...lines] = sample.trim().split('\n');
    const job = await run(positions, [header, ...lines.reverse()].join('\n'), { settings });
    expect(job.told('positionframeworks')).toEqual(['1 created positions']);
    expect(job.told('positions')[0]).toBe('2 created Office Manager');
    expect(await tree()).toEqual([
      [
        'positions',
        [
          'Chief Executive Officer < ',
          'Chief Operating Officer < Chief Executive Officer',
          'Office Manager < Chief Operating Officer',
          'Head of Marketing and Design < Chief Operating Officer',
          'Marketing Consultant < Head of Marketing and Design',
        ],
      ],
    ]);
    const leaders = await context.store.prisma.orgUnit.count({ where: { globalManager: true } });
    expect(leaders).toBe(3);

    const again = await run(positions, sample, { settings });
    expect([again.count('matched'), again.count('created')]).toEqual([6, 0]);
  });

  test('reports by line what is wrong, and brings in the rest', async () => {
    const text = [
      'idnumber,parent,name,manager',
      'A,,"First\nof all",yes',
      'B,NOWHERE,Unknown parent,no',
      'C,D,Ring one,',
      'D,C,Ring two,',
      'A,,Again,0',
      'E,,,1',
      'F,A,Strange flag,maybe',
      'G,B,Below a fault,1',
      'H,A,Good,NO',
      'I,A,Too many cells,1,2',
    ].join('\n');
    const job = await run(positions, text);
    const told = job.entries.get('positions')!.map(({ line, outcome, message }) => [line, outcome, message]);
    expect(told).toEqual([
      [2, 'created', ''],
      [4, 'failed', 'There is no unit "NOWHERE" to be above it.'],
      [5, 'failed', 'It would stand above itself: C → D → C.'],
      [6, 'failed', 'It would stand above itself: D → C → D.'],
      [7, 'failed', 'It has the same id number as line 2.'],
      [8, 'failed', 'It has no name.'],
      [9, 'failed', '"maybe" is neither yes nor no (manager).'.replace('manager', 'globalmanager')],
      [10, 'failed', 'The unit above it (line 4) is not brought in.'],
      [11, 'created', ''],
      [12, 'failed', 'It has 5 cells, the header has 4.'],
    ]);
    expect(await tree()).toEqual([['positions', ['First\nof all < ', 'Good < First\nof all']]]);
  });

  test('goes into a framework that is there, below units that are there, by name or without a hierarchy', async () => {
    await run(departments, 'name\nScience\n', { name: 'Faculties.csv' });
    const { id } = (await context.store.prisma.orgFramework.findFirst())!;
    const settings = { target_framework: 'existing', select_framework: id, identifier: 'name' };
    await run(departments, 'name;parent\nMaths;Science\nPhysics;Science\n', { settings });
    await run(departments, 'name,parent\nFlat,Science\n', { settings: { ...settings, hierarchy: 'none' } });
    expect(await tree()).toEqual([
      ['Faculties', ['Science < ', 'Maths < Science', 'Physics < Science', 'Flat < ']],
    ]);
  });

  test('writes nothing of a file whose quotes are wrong further down', async () => {
    const broken = run(positions, 'name\nFine\n"Open\n');
    await expect(broken).rejects.toThrow('Line 3: a quoted cell');
    expect(await tree()).toEqual([]);
  });

  test('takes fifty thousand rows', async () => {
    const rows = Array.from(
      { length: 50_000 },
      (_, i) => `${i},${i === 0 ? '' : Math.floor(i / 7)},Unit ${i}`,
    );
    const job = await run(departments, `idnumber,parent,name\n${rows.join('\n')}\n`);
    expect(job.count('created')).toBe(50_001);
    expect(await context.store.prisma.orgUnit.count({ where: { parentId: null } })).toBe(1);
  });
});
