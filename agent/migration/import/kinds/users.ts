/** Users: matched, never changed; who is not here is made. */
import type { EntityRow } from '../../format/entities.js';
import type { ExportFile } from '../../format/export-file.js';
import type { ImportJob, KindImporter } from '../../importer.js';
import { chunked } from '../chunked.js';
import { Creation } from '../creation.js';
import { findUsers, USER_CHUNK, type UserMatch } from '../find-users.js';
import { usersMatchOf, usersMatchSetting } from '../users-match.js';

/** Columns of Moodle's `user` that somebody may bring along; what a site itself keeps of its users is its own. */
const personal = new Set([
  ...['city', 'country', 'lang', 'timezone', 'calendartype', 'theme', 'institution', 'department', 'address'],
  ...['phone1', 'phone2', 'description', 'descriptionformat', 'imagealt', 'moodlenetprofile'],
  ...['middlename', 'alternatename', 'firstnamephonetic', 'lastnamephonetic'],
  ...['mailformat', 'maildigest', 'maildisplay', 'autosubscribe', 'trackforums', 'emailstop'],
]);

type User = EntityRow<'users'>;

export const usersImporter: KindImporter<'users'> = {
  kind: 'users',
  settings: [
    usersMatchSetting,
    {
      name: 'users_create',
      kind: 'flag',
      default: 1,
      description: 'Make accounts for users who are not here; 0 leaves them out.',
    },
    {
      name: 'users_auth',
      kind: 'text',
      default: '',
      description: 'Authentication method of new accounts (manual, ldap …); empty for that of the source.',
    },
    {
      name: 'users_passwords',
      kind: 'flag',
      default: 0,
      description:
        'Take hashes of passwords from the file: whoever knows a password there can sign in here. Only from a source that you trust.',
    },
  ],
  capabilities: ['moodle/user:create'],
  async import(rows, job, file) {
    const creation = await Creation.begin({ job, kind: 'users', table: 'user' });
    const accounts = await newAccounts(job, file);
    for await (const chunk of chunked(rows, USER_CHUNK)) {
      job.run.signal.throwIfAborted();
      const refs = chunk.map(({ row }) => row);
      const matches = await findUsers(job.context.site, refs, usersMatchOf(job.settings));
      for (const [i, { line, row }] of chunk.entries()) {
        const entry = { line, name: row.username, sourceId: row.id, targetId: null };
        const match = accounts.decide(row, matches[i]!);
        if (match.kind === 'found') await creation.tell({ ...entry, outcome: 'matched', targetId: match.id });
        else if (match.kind === 'conflict')
          await creation.tell({ ...entry, outcome: 'conflict', message: match.message });
        else if (job.settings.users_create === 0)
          await creation.tell({ ...entry, outcome: 'skipped', message: 'Not here; accounts are not made.' });
        else {
          const { id, ...user } = row;
          await creation.add(
            { line, ...user, ...accounts.prepare(row) },
            {
              name: row.username,
              sourceId: id,
              message: accounts.lacking(row),
            },
          );
        }
      }
    }
    await creation.finish();
  },
};

/** What has to be known of all new accounts together. */
async function newAccounts(job: ImportJob, file: ExportFile) {
  const usernames = new Set<string>();
  const emails = new Set<string>();
  const fields = await profileFields(job, file);
  const auth = String(job.settings.users_auth ?? '').trim();
  return {
    /** Of two in one file that would be made with the same name or address, the second is left out. */
    decide(row: User, match: UserMatch): UserMatch {
      if (match.kind !== 'none') return match;
      const username = row.username.toLowerCase();
      const email = row.email.toLowerCase();
      if (usernames.has(username) || (email !== '' && emails.has(email)))
        return { kind: 'conflict', message: 'The file has another user of this name or e-mail address.' };
      usernames.add(username);
      emails.add(email);
      return match;
    },
    prepare: (row: User) => ({
      // A source that was broken into could bring accounts that somebody else can sign in to.
      password: job.settings.users_passwords === 1 ? row.password : null,
      auth: auth === '' ? row.auth : auth,
      fields: Object.fromEntries(Object.entries(row.fields).filter(([name]) => personal.has(name))),
    }),
    lacking(row: User): string | undefined {
      const names = Object.keys(row.profile).filter((name) => row.profile[name] !== '' && !fields.has(name));
      return names.length === 0 ? undefined : `Without profile fields that are not here: ${names.join(', ')}`;
    },
  };
}

/** Short names of those that are here, or would be after a dry run. */
async function profileFields({ context, ids }: ImportJob, file: ExportFile): Promise<ReadonlySet<string>> {
  const { db } = context.site.database;
  const here = await db.selectFrom('user_info_field').select('shortname').execute();
  const names = new Set(here.map(({ shortname }) => String(shortname)));
  for await (const { row } of file.rows('profilefields')) {
    if ((await ids.get('profilefields', row.id)) !== null) names.add(row.shortname);
  }
  return names;
}
