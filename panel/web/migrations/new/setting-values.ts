/** Settings of exporters and importers, which the agents describe: their values, and which of them are asked where. */
import type { MigrationSettings, SettingDescription } from '../../../../contract/agent/migration.js';

export type SettingValue = MigrationSettings[string];

/** What applies: what was set, else the default. */
export function valueOf(spec: SettingDescription, settings: MigrationSettings): SettingValue {
  return settings[spec.name] ?? spec.default;
}

/** What differs from the defaults, and nothing that is not described: agents refuse settings that they do not know. */
export function changedSettings(
  specs: readonly SettingDescription[],
  settings: MigrationSettings,
): MigrationSettings {
  const shown = new Set(shownIdLists(specs, settings).map(({ name }) => name));
  return Object.fromEntries(
    specs
      .filter((spec) => spec.name in settings)
      .filter((spec) => spec.kind !== 'ids' || shown.has(spec.name))
      .map((spec): [string, SettingValue] => [spec.name, settings[spec.name] ?? null])
      .filter(([name, value]) => !same(value, specs.find((spec) => spec.name === name)?.default ?? null)),
  );
}

const same = (a: SettingValue, b: SettingValue): boolean => JSON.stringify(a) === JSON.stringify(b);

const ALL = 'all';
const SELECTED = 'selected';

/** The setting that says whether all are meant or chosen ones, as Workplace names it. */
export function scopeOf(specs: readonly SettingDescription[]): SettingDescription | undefined {
  return specs.find(({ name, kind }) => name === 'export_instances' && kind === 'choice');
}

const namedBy = (lists: SettingDescription[], choice: string) =>
  lists.filter(({ name }) => name.includes(choice));

/**
 * The lists of ids that the scope leaves open: none where it takes all in place of chosen ones; those that it names
 * (`categories`: `select_categories`); or, where it names none (`selected`), those that no other value of it names.
 */
export function shownIdLists(
  specs: readonly SettingDescription[],
  settings: MigrationSettings,
): SettingDescription[] {
  const lists = specs.filter(({ kind }) => kind === 'ids');
  const scope = scopeOf(specs);
  const choices = scope?.choices ?? [];
  const value = scope && String(valueOf(scope, settings));
  const chooses = (choice: string) => choice === SELECTED || namedBy(lists, choice).length > 0;
  // Some scopes narrow in another way (`positions`); their lists stand beside it and may stay empty.
  if (value === undefined || !choices.some(chooses)) return lists;
  if (value === ALL) return [];
  const named = namedBy(lists, value);
  if (named.length > 0) return named;
  const others = new Set(choices.flatMap((choice) => namedBy(lists, choice)));
  return lists.filter((list) => !others.has(list));
}

/** Whether the scope asks for chosen ones and none is chosen. */
export function nothingChosen(specs: readonly SettingDescription[], settings: MigrationSettings): boolean {
  const scope = scopeOf(specs);
  if (!scope) return false;
  const value = String(valueOf(scope, settings));
  const lists = shownIdLists(specs, settings);
  if (value !== SELECTED && namedBy(lists, value).length === 0) return false;
  return lists.length > 0 && lists.every((spec) => lengthOf(valueOf(spec, settings)) === 0);
}

const lengthOf = (value: SettingValue): number => (Array.isArray(value) ? value.length : 0);

/** What the second page asks: everything but which ones are taken. */
export function otherSettings(specs: readonly SettingDescription[]): SettingDescription[] {
  return specs.filter((spec) => spec.kind !== 'ids' && spec !== scopeOf(specs));
}

/** The settings that take these courses and no others; none where the exporter cannot choose. */
export function choosingCourses(specs: readonly SettingDescription[], ids: number[]): MigrationSettings {
  const list = specs.find((spec) => spec.kind === 'ids' && picks(spec) === 'courses');
  if (!list) return {};
  const scope = scopeOf(specs);
  const value = scope?.choices?.find((choice) => {
    const shown = shownIdLists(specs, { [scope.name]: choice });
    return choice !== ALL && shown.includes(list);
  });
  return { [list.name]: ids, ...(scope && value !== undefined ? { [scope.name]: value } : {}) };
}

/** What the ids of a list are ids of, as far as the panel has a list to choose from. */
export function picks({ name }: SettingDescription): 'courses' | 'categories' | 'frameworks' | 'other' {
  if (/categor/.test(name)) return 'categories';
  if (/framework/.test(name)) return 'frameworks';
  return /course/.test(name) ? 'courses' : 'other';
}

/** Better words than its name has, for settings that are known; an agent may have others. */
const labels: Readonly<Record<string, string>> = {
  export_instances: 'Which ones',
  users: 'Users of the courses',
  course_users: 'Users of the courses',
  users_match: 'Users are found by',
  users_create: 'Create users who are not there',
  users_auth: 'Sign-in method of new users',
  users_passwords: 'Take passwords over',
  course_admins: 'The administrator of the source',
  courses_match: 'Courses are found by',
  target_category: 'Below the category',
  suspended: 'Suspended users',
  passwords: 'Passwords',
  members: 'Members of cohorts',
  grade_histories: 'Grade history',
};

/** In words: `include_users` as `Include users`, `csvmapping:name` as `Csvmapping: name`. */
export function settingLabel(name: string): string {
  return labels[name] ?? inWords(name.replace(/^select_/, ''));
}

function inWords(name: string): string {
  const words = name.replaceAll('_', ' ').replaceAll(':', ': ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const choiceWords: Readonly<Record<string, string>> = {
  all: 'All',
  selected: 'Chosen ones',
  none: 'None',
  username: 'User name',
  email: 'E-mail address',
  idnumber: 'ID number',
  shortname: 'Short name',
};

/** A choice's value in words. */
export const choiceLabel = (value: string): string => choiceWords[value] ?? inWords(value);
