import { expect, test } from '@jest/globals';
import type { SettingDescription } from '../../../../contract/agent/migration.js';
import { migrationCreate, type MigrationChoices } from '../../../../contract/panel/migrations.js';
import { emptyMigration, faultsOf, type MigrationValues, toBody } from './migration-form.js';
import {
  changedSettings,
  choosingCourses,
  nothingChosen,
  otherSettings,
  shownIdLists,
} from './setting-values.js';

const description = 'Text.';
const scope: SettingDescription = {
  name: 'export_instances',
  kind: 'choice',
  choices: ['all', 'selected', 'categories'],
  default: 'all',
  description,
};
const courses: SettingDescription = { name: 'select_courses', kind: 'ids', default: [], description };
const categories: SettingDescription = { name: 'select_categories', kind: 'ids', default: [], description };
const users: SettingDescription = { name: 'include_users', kind: 'flag', default: 0, description };
const specs = [scope, courses, categories, users];
const exporters: MigrationChoices['exporters'] = [{ what: 'courses', settings: specs }];
const values: MigrationValues = {
  ...emptyMigration,
  source: { id: 1, name: 'A' },
  targets: [{ id: 2, name: 'B' }],
};

test('which lists are asked for follows from whether all or chosen ones are taken', () => {
  const names = (value: string) => shownIdLists(specs, { export_instances: value }).map(({ name }) => name);
  expect(names('all')).toEqual([]);
  expect(names('selected')).toEqual(['select_courses']);
  expect(names('categories')).toEqual(['select_categories']);
  expect(otherSettings(specs)).toEqual([users]);
});

test('a list beside a scope that narrows in another way is shown, and may stay empty', () => {
  const kinds = { ...scope, choices: ['all', 'positions', 'departments'] };
  const frameworks: SettingDescription = { ...courses, name: 'select_frameworks' };
  for (const export_instances of kinds.choices) {
    expect(shownIdLists([kinds, frameworks], { export_instances })).toEqual([frameworks]);
    expect(nothingChosen([kinds, frameworks], { export_instances })).toBe(false);
  }
  expect(nothingChosen(specs, { export_instances: 'categories' })).toBe(true);
});

test('courses that another page has chosen are the ones taken, where the exporter can choose', () => {
  expect(choosingCourses(specs, [4, 7])).toEqual({ export_instances: 'selected', select_courses: [4, 7] });
  expect(choosingCourses([courses], [4])).toEqual({ select_courses: [4] });
  expect(choosingCourses([users], [4])).toEqual({});
});

test('only what differs from the defaults is sent, and no list that is not shown', () => {
  const given = {
    export_instances: 'categories',
    select_courses: [4],
    select_categories: [1],
    include_users: 0,
  };
  expect(changedSettings(specs, given)).toEqual({ export_instances: 'categories', select_categories: [1] });
  expect(changedSettings(specs, { unknown: 1 })).toEqual({});
});

test('what the wizard sends is what the panel takes', () => {
  const chosen = { ...values, exportSettings: choosingCourses(specs, [4]) };
  expect([0, 1, 2, 3].map((step) => faultsOf(step, chosen, exporters))).toEqual([{}, {}, {}, {}]);
  const body = migrationCreate.parse(toBody(chosen, { export: specs, import: [] }, true));
  expect(body).toMatchObject({ dry_run: true, source_id: 1, target_ids: [2] });
});

test('a step says what is missing', () => {
  expect(faultsOf(0, emptyMigration, undefined)).toHaveProperty('source');
  expect(faultsOf(0, { ...values, what: 'users' }, exporters)).toHaveProperty('what');
  expect(
    faultsOf(0, { ...values, exportSettings: { export_instances: 'selected' } }, exporters),
  ).toHaveProperty('ids');
  expect(faultsOf(1, { ...values, targets: [] }, exporters)).toHaveProperty('targets');
});
