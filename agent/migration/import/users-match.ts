/** By what a user of the source is found here: a setting of several kinds. */
import type { MigrationSettings } from '../../../contract/agent/migration.js';
import type { SettingSpec } from '../settings.js';

export const usersMatchSetting: SettingSpec = {
  name: 'users_match',
  kind: 'choice',
  choices: ['username', 'email', 'idnumber'],
  default: 'username',
  description:
    'By what a user of the source is found here. A user without an ID number (or e-mail address) is found by user name.',
};
export type UsersMatch = 'username' | 'email' | 'idnumber';

export const usersMatchOf = (settings: MigrationSettings): UsersMatch =>
  (settings[usersMatchSetting.name] ?? usersMatchSetting.default) as UsersMatch;
